package dev.sluice.deployment;

import static dev.sluice.testing.Waits.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A server ends with the JVM that started it, however that JVM ends. */
@DisabledOnOs(OS.WINDOWS)
@Execution(ExecutionMode.CONCURRENT)
class OrphanGuardTest {

    @TempDir
    Path temp;

    /** A JVM that starts a guarded server, writes its process id to a file, and waits. */
    static final class Parent {

        private Parent() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            Path directory = Path.of(arguments[0]);
            Process server = server();
            OrphanGuard guard = OrphanGuard.of(server.pid(), OrphanGuard.Signal.TERM, directory);
            if (arguments[1].equals("close")) {
                guard.close();
            }
            Files.writeString(directory.resolve("pid"), Long.toString(server.pid()));
            Files.move(directory.resolve("pid"), directory.resolveSibling("pid"));
            server.waitFor();
        }
    }

    private static Process server() throws IOException {
        return new ProcessBuilder("sleep", "300").start();
    }

    private ChildProcess parent(Path directory, String guard) {
        String classes = String.join(
                java.io.File.pathSeparator,
                location(Parent.class),
                location(OrphanGuard.class),
                location(Logger.class),
                location(Nullable.class));
        return new ChildProcess(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classes,
                        Parent.class.getName(),
                        directory.toString(),
                        guard),
                temp.resolve("parent.log"));
    }

    private static String location(Class<?> type) {
        return Path.of(java.net.URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }

    private ProcessHandle awaitServer() throws IOException {
        Path pid = temp.resolve("pid");
        await().until(() -> Files.exists(pid));
        return ProcessHandle.of(Long.parseLong(Files.readString(pid))).orElseThrow();
    }

    @Test
    void endsServerAndDeletesItsDirectoryWhenItsJvmIsKilled() throws IOException {
        // Given
        Path directory = Files.createDirectory(temp.resolve("server"));
        Files.writeString(directory.resolve("log"), "");
        try (ChildProcess parent = parent(directory, "open")) {
            ProcessHandle server = awaitServer();
            assertThat(server.isAlive()).isTrue();

            // When
            parent.kill();

            // Then
            await().until(() -> !server.isAlive());
            await().until(() -> !Files.exists(directory));
        }
    }

    @Test
    void closedGuardDoesNothing() throws IOException {
        // Given
        Path directory = Files.createDirectory(temp.resolve("server"));
        try (ChildProcess parent = parent(directory, "close")) {
            ProcessHandle server = awaitServer();

            // When
            parent.kill();

            // Then
            assertThat(server.isAlive()).isTrue();
            assertThat(directory).exists();
            server.destroyForcibly();
        }
    }
}
