package dev.sluice.ingress;

import dev.sluice.event.EventType;
import dev.sluice.kafka.KnownTopics;
import dev.sluice.kafka.KnownTopics.KnownTopic;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The position of an event that all in-sync replicas have.
 *
 * @param id the id of the event, equal to the record's {@code event-id} header
 * @param timestamp the timestamp of the record
 * @param topicId the id of the topic, which a recreated topic does not keep; null until Kafka has returned it to this instance
 */
public record Receipt(
        UUID id,
        String type,
        String topic,
        int partition,
        long offset,
        Instant timestamp,
        @Nullable String topicId) {

    /** An example for OpenAPI. */
    public static final String EXAMPLE = """
            {"id": "01a20ccc-f434-7ff3-9db2-869bb6f03f21", "type": "parcel.paid", "topic": "parcels", "partition": 0,
             "offset": 42, "timestamp": "2026-11-24T09:04:48.212Z", "topicId": "p3aU7mWkTNGFhJxgQJq1zA"}""";

    /** Returns the receipt of an event. */
    public static Receipt of(EventType type, UUID id, RecordMetadata metadata, KnownTopics topics) {
        return new Receipt(
                id,
                type.name(),
                metadata.topic(),
                metadata.partition(),
                metadata.offset(),
                Instant.ofEpochMilli(metadata.timestamp()),
                topics.find(metadata.topic()).map(KnownTopic::idText).orElse(null));
    }
}
