package dev.sluice.testing;

import io.quarkus.test.common.DevServicesContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A completed run of the package as an init process.
 *
 * @param exit the exit code
 * @param log the complete output
 */
public record InitProcess(int exit, String log) {

    /**
     * Runs an init process on the test's servers and waits until it exits.
     *
     * @param name name of the log file, {@code target/<name>.log}
     * @param overrides settings that override those of the servers
     */
    public static InitProcess run(String name, DevServicesContext servers, Map<String, String> overrides) {
        return run(name, servers.devServicesProperties(), overrides);
    }

    /** Runs an init process on the servers of some settings, as {@link #run(String, DevServicesContext, Map)} does. */
    public static InitProcess run(String name, Map<String, String> servers, Map<String, String> overrides) {
        Map<String, String> settings = new HashMap<>(overrides);
        settings.put("quarkus.init-and-exit", "true");
        int exit = PackagedApplication.run(name, servers, settings);
        try {
            return new InitProcess(exit, Files.readString(Path.of("target", name + ".log")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
