package dev.sluice.ingress;

import dev.sluice.event.EventType;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * What a client gets for an event that all in-sync replicas have.
 *
 * @param id the event's id, as in the record's {@code event-id} header
 * @param timestamp the record's
 */
record Receipt(UUID id, String type, String topic, int partition, long offset, Instant timestamp) {

    static final String EXAMPLE = """
            {"id": "01a20ccc-f434-7ff3-9db2-869bb6f03f21", "type": "order.paid", "topic": "orders", "partition": 0,
             "offset": 42, "timestamp": "2026-11-24T09:04:48.212Z"}""";

    static Receipt of(EventType type, UUID id, RecordMetadata written) {
        return new Receipt(
                id,
                type.name(),
                written.topic(),
                written.partition(),
                written.offset(),
                Instant.ofEpochMilli(written.timestamp()));
    }
}
