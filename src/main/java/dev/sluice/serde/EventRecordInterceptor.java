package dev.sluice.serde;

import dev.sluice.event.Cause;
import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventHeaders;
import dev.sluice.event.EventIds;
import dev.sluice.event.EventType;
import io.smallrye.reactive.messaging.OutgoingInterceptor;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Adds the topic, key and headers of the event type to events that methods send to {@code @Outgoing} channels. The event id is
 * derived from the incoming event, if there is one, and from the content of the resulting event. Messages with their own Kafka metadata are unchanged.
 */
@ApplicationScoped
class EventRecordInterceptor implements OutgoingInterceptor {

    private final EventCatalog catalog;
    private final Clock clock;

    EventRecordInterceptor(EventCatalog catalog, Clock clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    @Override
    public Message<?> beforeMessageSend(Message<?> message) {
        if (!(message.getPayload() instanceof SpecificRecord event)
                || message.getMetadata(OutgoingKafkaRecordMetadata.class).isPresent()) {
            return message;
        }
        try {
            return catalog.find(event)
                    .<Message<?>>map(type -> message.addMetadata(OutgoingKafkaRecordMetadata.<String>builder()
                            .withTopic(type.topic())
                            .withKey(type.keyOf(event))
                            .withHeaders(headers(message, event, type))
                            .build()))
                    .orElse(message);
        } catch (IllegalArgumentException | SerializationException invalidEvent) {
            // An exception would terminate the channel. The serializer rejects the message instead.
            return message;
        }
    }

    private Headers headers(Message<?> message, SpecificRecord event, EventType type) {
        Optional<Cause> cause = Causes.of(message);
        UUID id = cause.map(origin -> origin.resultId(type.name(), AvroSerializer.content(event)))
                .orElseGet(EventIds::next);
        Headers headers = EventHeaders.of(id, type, clock.instant());
        cause.ifPresent(origin -> origin.addTo(headers));
        return headers;
    }

    @Override
    public void onMessageAck(Message<?> message) {
        // Nothing to do.
    }

    @Override
    public void onMessageNack(Message<?> message, Throwable failure) {
        // The channel's failure strategy handles it.
    }
}
