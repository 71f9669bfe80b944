package dev.sluice.kafka;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.Config;

/**
 * Makes plain Kafka clients with the settings that channels have: those of {@code kafka.*}, those that all channels share,
 * and their own on top.
 */
@Singleton
public class KafkaClients {

    private static final String CONNECTOR = "mp.messaging.connector.smallrye-kafka.";

    private final Map<String, Object> broker;
    private final Map<String, String> shared = new HashMap<>();

    KafkaClients(@Identifier("default-kafka-broker") Map<String, Object> broker, Config config) {
        this.broker = broker;
        for (String name : config.getPropertyNames()) {
            if (name.startsWith(CONNECTOR)) {
                config.getOptionalValue(name, String.class)
                        .ifPresent(value -> shared.put(name.substring(CONNECTOR.length()), value));
            }
        }
    }

    /** What all channels share: {@code mp.messaging.connector.smallrye-kafka.*}, without the prefix. */
    public Map<String, String> shared() {
        return Map.copyOf(shared);
    }

    /**
     * A transactional producer of bytes, which connects with its first transaction.
     *
     * @param own settings of Kafka's producer, {@code transactional.id} among them
     */
    public TransactionalProducer transactionalProducer(Map<String, String> own) {
        Map<String, Object> settings = new HashMap<>(broker);
        settings.putAll(shared);
        settings.putAll(own);
        settings.keySet().retainAll(ProducerConfig.configNames());
        return new TransactionalProducer(
                () -> new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
    }
}
