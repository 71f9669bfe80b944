package dev.sluice.deployment;

import java.nio.file.Path;

/** The registry of the Dev Services, for a test that starts the application by itself, with another Kafka. */
public final class StandaloneRegistry implements AutoCloseable {

    private final SchemaRegistryProcess registry = new SchemaRegistryProcess(
            Path.of("target", "schema-registry").toAbsolutePath(),
            Path.of("target", "dev-services").toAbsolutePath(),
            0);

    /** Starts it, and waits until it answers. */
    public void start() {
        registry.start();
    }

    public String address() {
        return registry.getConnectionInfo();
    }

    @Override
    public void close() {
        registry.close();
    }
}
