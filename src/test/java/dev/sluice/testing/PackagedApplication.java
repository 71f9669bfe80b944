package dev.sluice.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the build has made: the binary if there is one, or the jar. */
public final class PackagedApplication {

    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");

    private PackagedApplication() {}

    /** The command that runs it with some settings. */
    public static List<String> command(Map<String, String> settings) {
        List<String> command = new ArrayList<>();
        boolean isJar = Files.exists(JAR);
        command.add(
                isJar
                        ? Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString()
                        : System.getProperty("native.image.path"));
        if (isJar) {
            // As in Dockerfile.jvm.
            command.add("-Dsun.misc.unsafe.memory.access=allow");
            // Processes of tests live for seconds: with C1 alone a start takes half of the processor's time.
            command.add("-XX:TieredStopAtLevel=1");
        }
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        if (isJar) {
            command.addAll(List.of("-jar", JAR.toString()));
        }
        return command;
    }
}
