package dev.sluice.serde;

import dev.sluice.event.Cause;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import java.util.Optional;
import org.eclipse.microprofile.reactive.messaging.Message;

/** The causes of messages of channels. */
public final class Causes {

    private Causes() {}

    /** Returns the event that a message results from; empty if the message does not result from a Kafka record. */
    @SuppressWarnings("rawtypes")
    public static Optional<Cause> of(Message<?> message) {
        return message.getMetadata(IncomingKafkaRecordMetadata.class)
                .map(record ->
                        Cause.of(record.getHeaders(), record.getTopic(), record.getPartition(), record.getOffset()));
    }
}
