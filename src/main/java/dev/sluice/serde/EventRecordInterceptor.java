package dev.sluice.serde;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import org.apache.kafka.common.header.Headers;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Adds the topic, key and headers of the event type to events that methods send to {@code @Outgoing} channels. The event id is
 * derived from the incoming event, if there is one. Messages with their own Kafka metadata are unchanged.
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
                            .withHeaders(headers(message, type))
                            .build()))
                    .orElse(message);
        } catch (IllegalArgumentException withoutKey) {
            // An exception would terminate the channel. The serializer rejects the message instead.
            return message;
        }
    }

    private Headers headers(Message<?> message, EventType type) {
        Optional<UUID> cause = Cause.of(message);
        UUID id = cause.map(causeId -> EventIds.derived(causeId, type.name())).orElseGet(EventIds::next);
        Headers headers = EventHeaders.of(id, type, clock.instant());
        cause.ifPresent(causeId ->
                headers.add(EventHeaders.CAUSATION_ID, causeId.toString().getBytes(UTF_8)));
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
