package dev.sluice.deadletter;

import dev.sluice.kafka.ConsumerPool;
import dev.sluice.kafka.KafkaClients;
import dev.sluice.kafka.KafkaExceptionMapper;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;

/** Consumers for requests, no more than there may be requests at once. Safe for any thread that may wait. */
@Singleton
class DeadLetterConsumers {

    private final ConsumerPool pool;

    DeadLetterConsumers(KafkaClients kafka, DeadLettersConfig config) {
        this.pool = new ConsumerPool(
                kafka,
                "sluice-dead-letters",
                config.maxRequests(),
                config.consumer(),
                () -> DeadLetterProblem.BUSY.with("No more than sluice.dead-letters.max-requests are served at once"));
    }

    /**
     * Borrows a consumer, to be closed by who uses it.
     *
     * @throws HttpProblem if all are in use
     */
    Borrowed borrow() {
        return new Borrowed(pool.borrow());
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
        pool.close();
    }

    /** A consumer for one request. */
    static final class Borrowed implements AutoCloseable {

        private final ConsumerPool.Pooled pooled;

        private Borrowed(ConsumerPool.Pooled pooled) {
            this.pooled = pooled;
        }

        /** @throws HttpProblem if Kafka does not answer; the consumer is replaced then */
        <T> T use(Function<Consumer<byte[], byte[]>, T> reading) {
            try {
                return pooled.use(reading);
            } catch (KafkaException e) {
                throw KafkaExceptionMapper.problem(e);
            }
        }

        @Override
        public void close() {
            pooled.close();
        }
    }
}
