package dev.sluice.serde;

import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.DeserializationFailureHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.header.Headers;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Replaces undecodable values with null, so that they do not stop a channel of typed events. The bytes stay in the topic; if the
 * topic is processed, they also become a dead letter. While the registry is unavailable, a value with an unknown schema blocks
 * the thread that polls Kafka, and so its partition.
 */
@ApplicationScoped
@Startup
@Identifier(UndecodableHandler.NAME)
class UndecodableHandler implements DeserializationFailureHandler<Object> {

    static final String NAME = "undecodable-is-null";

    private static final Logger LOG = Logger.getLogger(UndecodableHandler.class);

    private final Map<String, Counter> counters;

    UndecodableHandler(EventCatalog catalog, MeterRegistry meters) {
        this.counters = catalog.types().stream()
                .map(EventType::topic)
                .distinct()
                .collect(Collectors.toUnmodifiableMap(
                        Function.identity(), topic -> Counter.builder("sluice.events.undecodable")
                                .description("Values that a typed channel could not decode and received as null")
                                .tag("topic", topic)
                                .register(meters)));
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
            LOG.debugf(e, "Undecodable value on topic %s", topic);
            Counter counter = counters.get(topic);
            if (counter != null) {
                counter.increment();
            }
            return null;
        }
    }
}
