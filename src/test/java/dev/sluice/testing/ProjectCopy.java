package dev.sluice.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Some of this project's files in another folder, for Maven itself. */
public final class ProjectCopy {

    private final Path folder;

    private ProjectCopy(Path folder) {
        this.folder = folder;
    }

    /** What Maven ended with, and all that it printed. */
    public record Build(int exit, String output) {}

    /**
     * Copies files and folders.
     *
     * @param folder which has none of them
     * @param parts from the project's root
     */
    public static ProjectCopy in(Path folder, String... parts) throws IOException {
        for (String part : parts) {
            try (Stream<Path> files = Files.walk(Path.of(part))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.createDirectories(folder.resolve(file).getParent());
                    Files.copy(file, folder.resolve(file));
                }
            }
        }
        return new ProjectCopy(folder);
    }

    /** Runs the Maven that runs the tests, which fetches nothing. */
    public Build maven(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(),
                "-B",
                "-o",
                "-Dmaven.repo.local=" + System.getProperty("maven.repo.local")));
        command.addAll(List.of(arguments));
        Process maven = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(maven.getInputStream().readAllBytes(), UTF_8);
            return new Build(maven.waitFor(), output);
        } finally {
            maven.destroyForcibly();
        }
    }
}
