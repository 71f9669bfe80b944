package dev.sluice.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Consumers without a group, of which each serves one request at a time. They stay open, since to connect takes longer than to
 * read a little. Safe for any thread that may wait.
 */
public final class ConsumerPool implements AutoCloseable {

    private final KafkaClients kafka;
    private final Map<String, String> settings;
    private final Supplier<? extends RuntimeException> busy;
    private final BlockingQueue<Pooled> free;

    /**
     * Connects nothing yet.
     *
     * @param name of the clients, without their number
     * @param size how many there are at most
     * @param settings that differ from those that all share
     * @param busy what is thrown if all are in use
     */
    public ConsumerPool(
            KafkaClients kafka,
            String name,
            int size,
            Map<String, String> settings,
            Supplier<? extends RuntimeException> busy) {
        this.kafka = kafka;
        this.settings = Map.copyOf(settings);
        this.busy = busy;
        this.free = new ArrayBlockingQueue<>(size);
        for (int i = 1; i <= size; i++) {
            free.add(new Pooled(name + "-" + i));
        }
    }

    /** Takes a consumer that nobody uses, to be closed by who uses it. */
    public Pooled borrow() {
        Pooled pooled = free.poll();
        if (pooled == null) {
            throw busy.get();
        }
        return pooled;
    }

    /**
     * Reads with a consumer, which has no partitions.
     *
     * @throws KafkaException if Kafka does not answer
     */
    public <T> T with(Function<Consumer<byte[], byte[]>, T> reading) {
        try (Pooled pooled = borrow()) {
            return pooled.use(reading);
        }
    }

    /** Closes those that are not in use. */
    @Override
    public void close() {
        for (Pooled idle = free.poll(); idle != null; idle = free.poll()) {
            idle.disconnect();
        }
    }

    /** A consumer for one request. */
    public final class Pooled implements AutoCloseable {

        private final String clientId;
        private @Nullable Consumer<byte[], byte[]> consumer;

        private Pooled(String clientId) {
            this.clientId = clientId;
        }

        /**
         * Reads with it.
         *
         * @throws KafkaException if Kafka does not answer; the consumer is replaced then
         */
        public <T> T use(Function<Consumer<byte[], byte[]>, T> reading) {
            try {
                return reading.apply(connected());
            } catch (KafkaException e) {
                disconnect();
                throw e;
            }
        }

        private Consumer<byte[], byte[]> connected() {
            if (consumer == null) {
                Map<String, String> own = new HashMap<>(settings);
                own.put("client.id", clientId);
                consumer = kafka.consumer(own);
            }
            return consumer;
        }

        private void disconnect() {
            if (consumer != null) {
                consumer.close();
                consumer = null;
            }
        }

        /** Gives it back, without its partitions. */
        @Override
        public void close() {
            if (consumer != null) {
                consumer.assign(List.of());
            }
            free.add(this);
        }
    }
}
