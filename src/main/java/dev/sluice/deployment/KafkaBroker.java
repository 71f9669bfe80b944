package dev.sluice.deployment;

import io.quarkus.deployment.builditem.Startable;
import io.smallrye.reactive.messaging.kafka.companion.test.EmbeddedKafkaBroker;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One Kafka broker (KRaft, plaintext) in this JVM, on localhost; its log is deleted when it is closed. */
final class KafkaBroker implements Startable {

    private final Path parent;
    private final int port;
    private @Nullable EmbeddedKafkaBroker broker;

    /**
     * @param parent where the broker's own folder is made
     * @param port 0 for a free one
     */
    KafkaBroker(Path parent, int port) {
        this.parent = parent;
        this.port = port;
    }

    @Override
    public void start() {
        Path log = Folders.create(parent, "kafka-");
        broker = new EmbeddedKafkaBroker()
                .withKafkaPort(port)
                .withAdditionalProperties(properties -> {
                    properties.put("log.dir", log.toString());
                    properties.put("auto.create.topics.enable", "false");
                    properties.put("transaction.state.log.num.partitions", "5");
                    properties.put("offsets.topic.num.partitions", "5");
                    // Compaction within a second, where Kafka waits for 15.
                    properties.put("log.cleaner.backoff.ms", "1000");
                })
                .start();
    }

    @Override
    public String getConnectionInfo() {
        EmbeddedKafkaBroker running = broker;
        if (running == null) {
            throw new IllegalStateException("Kafka is not running");
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
