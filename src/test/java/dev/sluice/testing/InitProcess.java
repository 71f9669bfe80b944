package dev.sluice.testing;

import io.quarkus.test.common.DevServicesContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The package as the init process, which ends by itself.
 *
 * @param exit its exit code
 * @param log all that it printed
 */
public record InitProcess(int exit, String log) {

    /**
     * Runs one on the servers of the test, to its end.
     *
     * @param name of its log, {@code target/<name>.log}
     * @param more settings, which go before those of the servers
     */
    public static InitProcess run(String name, DevServicesContext servers, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(servers.devServicesProperties());
        settings.put("quarkus.profile", "test");
        settings.put("quarkus.init-and-exit", "true");
        settings.putAll(more);
        Path log = Path.of("target", name + ".log");
        try (ChildProcess process = new ChildProcess(PackagedApplication.command(settings), log)) {
            return new InitProcess(process.awaitEnd(), Files.readString(log));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
