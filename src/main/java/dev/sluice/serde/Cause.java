package dev.sluice.serde;

import dev.sluice.event.EventHeaders;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.reactive.messaging.Message;

/** The event that a message of a channel results from. */
public final class Cause {

    private Cause() {}

    /** Returns the id of the event; empty if the message does not result from a Kafka record. */
    @SuppressWarnings("rawtypes")
    public static Optional<UUID> of(Message<?> message) {
        return message.getMetadata(IncomingKafkaRecordMetadata.class)
                .map(cause ->
                        EventHeaders.id(cause.getHeaders(), cause.getTopic(), cause.getPartition(), cause.getOffset()));
    }
}
