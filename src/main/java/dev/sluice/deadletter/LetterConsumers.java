package dev.sluice.deadletter;

import dev.sluice.kafka.KafkaClients;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Consumers without a group, one for each request at a time and no more than there may be requests. They stay open, since to
 * connect takes longer than to read a page. Safe for any thread that may wait.
 */
@Singleton
class LetterConsumers {

    private static final Logger LOG = Logger.getLogger(LetterConsumers.class);

    private final KafkaClients kafka;
    private final Map<String, String> settings;
    private final BlockingQueue<Borrowed> free;

    LetterConsumers(KafkaClients kafka, DeadLettersConfig config) {
        this.kafka = kafka;
        this.settings = config.consumer();
        this.free = new ArrayBlockingQueue<>(config.maxRequests());
        for (int i = 1; i <= config.maxRequests(); i++) {
            free.add(new Borrowed("sluice-dead-letters-" + i));
        }
    }

    /**
     * Borrows a consumer, to be closed by who uses it.
     *
     * @throws HttpProblem if all are in use
     */
    Borrowed borrow() {
        Borrowed borrowed = free.poll();
        if (borrowed == null) {
            throw DeadLetterProblem.BUSY.with("No more than sluice.dead-letters.max-requests are served at once");
        }
        return borrowed;
    }

    /**
     * Reads with a consumer.
     *
     * @throws HttpProblem if all are in use, or Kafka does not answer
     */
    <T> T with(Function<Consumer<byte[], byte[]>, T> reading) {
        try (Borrowed borrowed = borrow()) {
            return borrowed.use(reading);
        }
    }

    @PreDestroy
    void close() {
        for (Borrowed idle = free.poll(); idle != null; idle = free.poll()) {
            idle.disconnect();
        }
    }

    /** A consumer for one request. */
    final class Borrowed implements AutoCloseable {

        private final String clientId;
        private @Nullable Consumer<byte[], byte[]> consumer;

        Borrowed(String clientId) {
            this.clientId = clientId;
        }

        /** @throws HttpProblem if Kafka does not answer; the consumer is replaced then */
        <T> T use(Function<Consumer<byte[], byte[]>, T> reading) {
            boolean sound = false;
            try {
                T result = reading.apply(connected());
                sound = true;
                return result;
            } catch (HttpProblem e) {
                sound = true;
                throw e;
            } catch (RetriableException e) {
                LOG.debug("Kafka does not answer", e);
                throw DeadLetterProblem.UNAVAILABLE.with("It may answer later");
            } catch (KafkaException e) {
                LOG.warn("Kafka does not let dead letters be read or sent", e);
                throw DeadLetterProblem.UNAVAILABLE.with(
                        "It refuses: " + e.getClass().getSimpleName());
            } finally {
                if (!sound) {
                    disconnect();
                }
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

        @Override
        public void close() {
            if (consumer != null) {
                consumer.assign(List.of());
            }
            free.add(this);
        }
    }
}
