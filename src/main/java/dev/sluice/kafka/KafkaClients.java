package dev.sluice.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.eclipse.microprofile.config.Config;

/**
 * Creates plain Kafka clients for bytes. Settings come from {@code kafka.*}, are overridden by those that all channels share, and
 * then by the client's own. The metrics of a client are published while it is open, as those of the channels are. Quarkus's observer
 * of new clients is not used for that: it is not thread-safe at shutdown (3.33), where clients close on their own threads.
 */
@Singleton
public class KafkaClients {

    static final String CONNECTOR = "mp.messaging.connector.smallrye-kafka.";

    private final Map<String, Object> broker;
    private final Map<String, String> shared = new HashMap<>();
    private final MeterRegistry meters;

    KafkaClients(@Identifier("default-kafka-broker") Map<String, Object> broker, Config config, MeterRegistry meters) {
        this.broker = broker;
        this.meters = meters;
        for (String name : config.getPropertyNames()) {
            if (name.startsWith(CONNECTOR)) {
                config.getOptionalValue(name, String.class)
                        .ifPresent(value -> shared.put(name.substring(CONNECTOR.length()), value));
            }
        }
    }

    /** Returns the settings that all channels share: {@code mp.messaging.connector.smallrye-kafka.*}, without the prefix. */
    public Map<String, String> shared() {
        return Map.copyOf(shared);
    }

    /** Returns the bootstrap servers whose names do not resolve now. Blocks for as long as the resolver needs. */
    List<String> unresolvedServers() {
        String servers = String.valueOf(broker.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
        return Arrays.stream(servers.split(","))
                .map(String::strip)
                .filter(server -> !isResolved(server))
                .toList();
    }

    private static boolean isResolved(String server) {
        String host = Utils.getHost(server);
        return host != null && !new InetSocketAddress(host, 0).isUnresolved();
    }

    /**
     * Creates a consumer.
     *
     * @param own settings of Kafka's consumer that differ from the shared ones
     */
    public Consumer<byte[], byte[]> consumer(Map<String, String> own) {
        return new MeteredConsumer(settings(own, ConsumerConfig.configNames()), meters);
    }

    /**
     * Creates a producer without transactions.
     *
     * @param own settings of Kafka's producer that differ from the shared ones
     */
    public Producer<byte[], byte[]> producer(Map<String, String> own) {
        return open(settings(own, ProducerConfig.configNames()));
    }

    /**
     * Creates a transactional producer, which connects with its first transaction.
     *
     * @param own settings of Kafka's producer that differ from the shared ones, including {@code transactional.id}
     * @param meters meters of its transactions
     */
    public TransactionalProducer transactionalProducer(Map<String, String> own, TransactionMeters meters) {
        Map<String, Object> settings = settings(own, ProducerConfig.configNames());
        return new TransactionalProducer(() -> open(settings), meters);
    }

    /**
     * Creates an admin client.
     *
     * @param own settings of Kafka's admin client that differ from the shared ones
     */
    public Admin admin(Map<String, String> own) {
        return Admin.create(settings(own, AdminClientConfig.configNames()));
    }

    private Producer<byte[], byte[]> open(Map<String, Object> settings) {
        return new MeteredProducer(settings, meters);
    }

    private Map<String, Object> settings(Map<String, String> own, Set<String> known) {
        Map<String, Object> settings = new HashMap<>(broker);
        settings.putAll(shared);
        settings.putAll(own);
        settings.keySet().retainAll(known);
        return settings;
    }

    private static final class MeteredConsumer extends KafkaConsumer<byte[], byte[]> {

        private final KafkaClientMetrics metrics;

        MeteredConsumer(Map<String, Object> settings, MeterRegistry meters) {
            super(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            metrics = new KafkaClientMetrics(this);
            metrics.bindTo(meters);
        }

        @Override
        public void close() {
            metrics.close();
            super.close();
        }
    }

    private static final class MeteredProducer extends KafkaProducer<byte[], byte[]> {

        private final KafkaClientMetrics metrics;

        MeteredProducer(Map<String, Object> settings, MeterRegistry meters) {
            super(settings, new ByteArraySerializer(), new ByteArraySerializer());
            metrics = new KafkaClientMetrics(this);
            metrics.bindTo(meters);
        }

        @Override
        public void close(Duration timeout) {
            metrics.close();
            super.close(timeout);
        }
    }
}
