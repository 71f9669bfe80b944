package dev.sluice.event;

import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The Kafka record of an event. */
public final class EventRecord {

    private EventRecord() {}

    /**
     * Makes the record of an event, for the type's topic and with the headers that every event has.
     *
     * @param key UTF-8; it alone decides the partition, as Kafka's own partitioner does it
     * @param value in the wire format
     */
    public static ProducerRecord<byte[], byte[]> of(
            EventType type, UUID id, byte[] key, byte[] value, Instant producedAt) {
        return new ProducerRecord<>(type.topic(), null, key, value, EventHeaders.of(id, type, producedAt));
    }
}
