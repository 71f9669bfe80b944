package dev.sluice.serde;

import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventHeaders;
import dev.sluice.event.EventIds;
import dev.sluice.event.EventType;
import io.smallrye.reactive.messaging.OutgoingInterceptor;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
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
        return catalog.find(event)
                .<Message<?>>map(type -> message.addMetadata(OutgoingKafkaRecordMetadata.<String>builder()
                        .withTopic(type.topic())
                        .withKey(type.keyOf(event))
                        .withHeaders(EventHeaders.of(id(message, type), type, clock.instant()))
                        .build()))
                .orElse(message);
    }

    @SuppressWarnings("rawtypes")
    private static UUID id(Message<?> message, EventType type) {
        return message.getMetadata(IncomingKafkaRecordMetadata.class)
                .map(cause -> EventIds.derived(
                        EventHeaders.id(cause.getHeaders(), cause.getTopic(), cause.getPartition(), cause.getOffset()),
                        type.name()))
                .orElseGet(EventIds::next);
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
