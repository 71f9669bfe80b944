package dev.sluice.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A failed start of the package with the production profile and an invalid configuration.
 *
 * @param exit the exit code
 * @param output the complete output
 */
public record ProductionStart(int exit, String output) {

    /** Starts the package with an unavailable Kafka and registry and waits until it exits. */
    public static ProductionStart with(Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(PackagedApplication.command(Map.of())).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS", "localhost:1",
                        "SCHEMA_REGISTRY_URL", "http://localhost:1",
                        "QUARKUS_HTTP_PORT", "0",
                        "QUARKUS_MANAGEMENT_PORT", "0"));
        builder.environment().putAll(environment);
        Process process = null;
        try {
            process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new ProductionStart(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }
}
