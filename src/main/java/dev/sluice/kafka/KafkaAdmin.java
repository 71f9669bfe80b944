package dev.sluice.kafka;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
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
 * The admin client of this process, which connects on first use and stays open. Thread-safe. Calls block for up to {@code
 * sluice.kafka.admin."default.api.timeout.ms"}. {@link KafkaExceptionMapper} turns uncaught exceptions into responses.
 */
@Singleton
public class KafkaAdmin {

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
    /** A safeguard, since the client's own timeout should end each request earlier. */
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
     * Sends a request and waits for the response.
     *
     * @throws KafkaException if Kafka returns an error; a {@link TimeoutException} if it does not respond
     */
    public <T> T call(Function<Admin, KafkaFuture<T>> request) {
        return await(request.apply(client()));
    }

    /**
     * Waits for a response, such as one of several to the same request.
     *
     * @throws KafkaException if Kafka returns an error; a {@link TimeoutException} if it does not respond
     */
    public <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof TimeoutException timeout) {
                throw explained(timeout);
            }
            throw cause instanceof KafkaException failure ? failure : new KafkaException(cause);
        } catch (java.util.concurrent.TimeoutException e) {
            throw explained(new TimeoutException("no response within " + LIMIT_SECONDS + " s", e));
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** Returns a timeout whose message names bootstrap servers that do not resolve, if there are any. */
    private TimeoutException explained(TimeoutException timeout) {
        List<String> unresolved = kafka.unresolvedServers();
        return unresolved.isEmpty()
                ? timeout
                : new TimeoutException("no such host: " + String.join(", ", unresolved), timeout);
    }

    /**
     * Returns the client, for requests with several responses. Do not close it.
     *
     * @throws KafkaException if the client cannot be created, for example because its settings are invalid
     */
    public synchronized Admin client() {
        if (closed) {
            throw new KafkaException("Sluice is shutting down");
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
