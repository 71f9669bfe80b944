package dev.sluice.kafka;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks the cluster, with one client that connects with the first question and stays open. For threads that may wait, any
 * number of them: for {@code sluice.kafka.admin."default.api.timeout.ms"} at most. What nobody catches of its exceptions is
 * answered by {@link KafkaExceptionMapper}.
 */
@Singleton
public class KafkaAdmin {

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
    /** The client ends each question itself; this is for one that it forgets. */
    private static final int LIMIT_SECONDS = 60;

    private final KafkaClients kafka;
    private final KafkaConfig config;
    private @Nullable Admin admin;
    private boolean closed;

    KafkaAdmin(KafkaClients kafka, KafkaConfig config) {
        this.kafka = kafka;
        this.config = config;
    }

    /**
     * Asks, and waits for the answer.
     *
     * @throws KafkaException what Kafka answers instead; a {@link TimeoutException}, if it does not
     */
    public <T> T ask(Function<Admin, KafkaFuture<T>> question) {
        return answer(question.apply(client()));
    }

    /**
     * Waits for an answer, such as one of several to one question.
     *
     * @throws KafkaException what Kafka answers instead; a {@link TimeoutException}, if it does not
     */
    public static <T> T answer(KafkaFuture<T> future) {
        try {
            return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw cause instanceof KafkaException failure ? failure : new KafkaException(cause);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new TimeoutException("no answer within " + LIMIT_SECONDS + " s", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /**
     * The client, for questions with an answer for each of several things. Not to be closed.
     *
     * @throws KafkaException if it cannot be made, as when no name of a bootstrap server can be resolved
     */
    public synchronized Admin client() {
        if (closed) {
            throw new KafkaException("Sluice stops");
        }
        if (admin == null) {
            admin = kafka.admin(config.admin());
        }
        return admin;
    }

    @PreDestroy
    synchronized void close() {
        closed = true;
        if (admin != null) {
            admin.close(CLOSE_LIMIT);
        }
    }
}
