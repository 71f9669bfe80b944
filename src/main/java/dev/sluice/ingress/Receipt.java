package dev.sluice.ingress;

import dev.sluice.event.EventType;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * The position of an event that all in-sync replicas have.
 *
 * @param id the id of the event, equal to the record's {@code event-id} header
 * @param timestamp the timestamp of the record
 */
public record Receipt(UUID id, String type, String topic, int partition, long offset, Instant timestamp) {

    /** An example for OpenAPI. */
    public static final String EXAMPLE = """
            {"id": "01a20ccc-f434-7ff3-9db2-869bb6f03f21", "type": "parcel.paid", "topic": "parcels", "partition": 0,
             "offset": 42, "timestamp": "2026-11-24T09:04:48.212Z"}""";

    /** Returns the receipt of an event. */
    public static Receipt of(EventType type, UUID id, RecordMetadata metadata) {
        return new Receipt(
                id,
                type.name(),
                metadata.topic(),
                metadata.partition(),
                metadata.offset(),
                Instant.ofEpochMilli(metadata.timestamp()));
    }
}
