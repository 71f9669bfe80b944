package dev.sluice.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The package that the build produced: the jar if it exists, else the native binary. */
public final class PackagedApplication {

    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");

    private PackagedApplication() {}

    /**
     * Runs a process that ends by itself, in the profile {@code test}, and waits until it exits.
     *
     * @param name name of the log file, {@code target/<name>.log}
     * @param servers settings of the servers
     * @param overrides further settings, which override the others
     * @return the exit code
     */
    public static int run(String name, Map<String, String> servers, Map<String, String> overrides) {
        Map<String, String> settings = new HashMap<>(servers);
        settings.put("quarkus.profile", "test");
        settings.putAll(overrides);
        try (ChildProcess process = new ChildProcess(command(settings), Path.of("target", name + ".log"))) {
            return process.awaitExit();
        }
    }

    /** Returns the command that runs the package with some settings. */
    public static List<String> command(Map<String, String> settings) {
        return command(Path.of(""), settings);
    }

    /**
     * Returns the command that runs the package of another project.
     *
     * @param project the directory of the project; if it has no jar, the command runs this project's native binary
     */
    public static List<String> command(Path project, Map<String, String> settings) {
        Path jar = project.resolve(JAR);
        List<String> command = new ArrayList<>();
        boolean isJar = Files.exists(jar);
        command.add(
                isJar
                        ? Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString()
                        : System.getProperty("native.image.path"));
        if (isJar) {
            // As in Dockerfile.jvm.
            command.add("-Dsun.misc.unsafe.memory.access=allow");
            // Test processes live for seconds: a start with C1 alone takes half the CPU time, with the serial collector
            // a tenth less.
            command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        }
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        if (isJar) {
            command.addAll(List.of("-jar", jar.toString()));
        }
        return command;
    }
}
