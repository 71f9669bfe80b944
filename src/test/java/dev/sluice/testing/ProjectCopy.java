package dev.sluice.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A copy of files of this project in another directory, in which a test runs Maven. */
public final class ProjectCopy {

    private final Path directory;

    private ProjectCopy(Path directory) {
        this.directory = directory;
    }

    /** Maven's exit code and its complete output. */
    public record Build(int exit, String output) {}

    /**
     * Copies files and directories.
     *
     * @param directory the target, which contains none of them yet
     * @param paths files and directories, relative to the project's root
     */
    public static ProjectCopy in(Path directory, String... paths) throws IOException {
        for (String path : paths) {
            try (Stream<Path> files = Files.walk(Path.of(path))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.createDirectories(directory.resolve(file).getParent());
                    Files.copy(file, directory.resolve(file));
                }
            }
        }
        return new ProjectCopy(directory);
    }

    /** Runs the Maven installation that runs the tests, offline. */
    public Build maven(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(),
                "-B",
                "-o",
                "-Dmaven.repo.local=" + System.getProperty("maven.repo.local")));
        command.addAll(List.of(arguments));
        Process maven = new ProcessBuilder(command)
                .directory(directory.toFile())
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
