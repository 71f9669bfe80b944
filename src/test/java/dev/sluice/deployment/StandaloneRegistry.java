package dev.sluice.deployment;

import java.nio.file.Path;

/** The schema registry of the Dev Services, for tests that start the application as a process with their own Kafka. */
public final class StandaloneRegistry implements AutoCloseable {

    private final SchemaRegistryProcess registry = new SchemaRegistryProcess(
            Path.of("target", "schema-registry").toAbsolutePath(),
            Path.of("target", "dev-services").toAbsolutePath(),
            0);

    /** Starts the registry and waits until it responds. */
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
