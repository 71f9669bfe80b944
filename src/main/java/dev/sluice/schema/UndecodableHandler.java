package dev.sluice.schema;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.DeserializationFailureHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.header.Headers;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an undecodable value from stopping a channel of typed events: the method is given null for it. The bytes stay in
 * the topic, and where the topic is processed they go to its dead letters. While the registry is away, a value of a schema
 * not seen before waits for it, on the thread that polls Kafka, as its partition must.
 */
@ApplicationScoped
@Identifier(UndecodableHandler.NAME)
class UndecodableHandler implements DeserializationFailureHandler<Object> {

    static final String NAME = "undecodable-is-null";

    private static final Logger LOG = Logger.getLogger(UndecodableHandler.class);

    private final MeterRegistry meters;

    UndecodableHandler(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public @Nullable Object decorateDeserialization(
            Uni<Object> deserialization,
            String topic,
            boolean isKey,
            String deserializer,
            byte[] data,
            Headers headers) {
        try {
            return deserialization
                    .onFailure(RetriableException.class)
                    .retry()
                    .withBackOff(Duration.ofMillis(100), Duration.ofSeconds(5))
                    .indefinitely()
                    .await()
                    .indefinitely();
        } catch (RuntimeException e) {
            LOG.debugf(e, "An undecodable value on %s", topic);
            meters.counter("sluice.events.undecodable", "topic", topic).increment();
            return null;
        }
    }
}
