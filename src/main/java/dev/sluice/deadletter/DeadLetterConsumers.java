package dev.sluice.deadletter;

import dev.sluice.kafka.ConsumerPool;
import dev.sluice.kafka.KafkaClients;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;

/**
 * The pool of consumers that serve dead-letter requests, one consumer for each request. Safe for any thread that may
 * block.
 */
@Singleton
class DeadLetterConsumers {

    private final ConsumerPool pool;

    DeadLetterConsumers(KafkaClients kafka, DeadLettersConfig config) {
        this.pool = new ConsumerPool(
                kafka,
                "sluice-dead-letters",
                config.maxRequests(),
                config.consumer(),
                () -> DeadLetterProblem.BUSY.with(
                        "The maximum number of concurrent requests (sluice.dead-letters.max-requests) is reached;"
                                + " retry later"));
    }

    /**
     * Borrows a consumer. The caller closes it to return it to the pool.
     *
     * @throws HttpProblem if all consumers are in use
     */
    ConsumerPool.Pooled borrow() {
        return pool.borrow();
    }

    /**
     * Runs a function with a borrowed consumer.
     *
     * @throws HttpProblem if all consumers are in use
     * @throws KafkaException if Kafka does not answer
     */
    <T> T with(Function<Consumer<byte[], byte[]>, T> reading) {
        return pool.with(reading);
    }

    @PreDestroy
    void close() {
        pool.close();
    }
}
