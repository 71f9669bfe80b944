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
 * A pool of consumers without a group. Each serves one request at a time and stays connected, since connecting takes longer
 * than a short read. Thread-safe. Blocks while reading, so do not use it on an event loop.
 */
public final class ConsumerPool implements AutoCloseable {

    /**
     * Kafka's default of 500 ms would delay each change of the partition: an unfinished fetch of the previous one, at its
     * end, holds up the next.
     */
    private static final String FETCH_WAIT_MILLIS = "10";

    private final KafkaClients kafka;
    private final Map<String, String> settings;
    private final Supplier<? extends RuntimeException> busy;
    private final BlockingQueue<Pooled> idle;

    /**
     * Creates a pool. Consumers connect on first use.
     *
     * @param name prefix of the client ids
     * @param size maximum number of consumers
     * @param settings settings of Kafka's consumer that differ from the shared ones
     * @param busy creates the exception to throw if all consumers are in use
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
        this.idle = new ArrayBlockingQueue<>(size);
        for (int i = 1; i <= size; i++) {
            idle.add(new Pooled(name + "-" + i));
        }
    }

    /** Borrows an idle consumer. Close it to return it to the pool. Throws the pool's busy exception if there is none. */
    public Pooled borrow() {
        Pooled pooled = idle.poll();
        if (pooled == null) {
            throw busy.get();
        }
        return pooled;
    }

    /**
     * Reads with a borrowed consumer, which has no assigned partitions.
     *
     * @throws KafkaException if Kafka does not respond
     */
    public <T> T with(Function<Consumer<byte[], byte[]>, T> reading) {
        try (Pooled pooled = borrow()) {
            return pooled.use(reading);
        }
    }

    /** Closes the consumers that are not in use. */
    @Override
    public void close() {
        for (Pooled pooled = idle.poll(); pooled != null; pooled = idle.poll()) {
            pooled.disconnect();
        }
    }

    /** A borrowed consumer. */
    public final class Pooled implements AutoCloseable {

        private final String clientId;
        private @Nullable Consumer<byte[], byte[]> consumer;

        private Pooled(String clientId) {
            this.clientId = clientId;
        }

        /**
         * Reads with this consumer.
         *
         * @throws KafkaException if Kafka does not respond; the next use connects a new consumer
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
                own.putIfAbsent("fetch.max.wait.ms", FETCH_WAIT_MILLIS);
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

        /** Returns the consumer to the pool without assigned partitions. */
        @Override
        public void close() {
            if (consumer != null) {
                consumer.assign(List.of());
            }
            idle.add(this);
        }
    }
}
