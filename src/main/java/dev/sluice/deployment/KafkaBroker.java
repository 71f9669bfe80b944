package dev.sluice.deployment;

import io.quarkus.deployment.builditem.Startable;
import io.smallrye.reactive.messaging.kafka.companion.test.EmbeddedKafkaBroker;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A Kafka broker in this JVM: KRaft, plaintext, on localhost. Closing it deletes its data. */
final class KafkaBroker implements Startable {

    private final Path parent;
    private final int port;
    private @Nullable EmbeddedKafkaBroker broker;

    /**
     * @param parent directory in which the broker's data directory is created
     * @param port the port to listen on, 0 for any free port
     */
    KafkaBroker(Path parent, int port) {
        this.parent = parent;
        this.port = port;
    }

    @Override
    public void start() {
        Path log = DevServers.createDirectory(parent, "kafka-");
        broker = new EmbeddedKafkaBroker()
                .withKafkaPort(port)
                .withAdditionalProperties(properties -> {
                    properties.put("log.dir", log.toString());
                    properties.put("auto.create.topics.enable", "false");
                    properties.put("transaction.state.log.num.partitions", "5");
                    properties.put("offsets.topic.num.partitions", "5");
                    // Compact within one second; Kafka's default is 15 s.
                    properties.put("log.cleaner.backoff.ms", "1000");
                })
                .start();
    }

    @Override
    public String getConnectionInfo() {
        EmbeddedKafkaBroker running = broker;
        if (running == null) {
            throw new IllegalStateException("Dev Services: Kafka is not running");
        }
        return running.getAdvertisedListeners().replaceFirst("^.*://", "");
    }

    @Override
    public @Nullable String getContainerId() {
        return null;
    }

    @Override
    public void close() {
        if (broker != null) {
            broker.close();
            broker = null;
        }
    }
}
