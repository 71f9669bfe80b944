package dev.sluice.processing.http;

import dev.sluice.event.Cause;
import dev.sluice.event.EventHeaders;
import dev.sluice.event.EventType;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The event of a record.
 *
 * @param written the schema that the record's value is written with
 */
record CalledEvent(ConsumerRecord<byte[], byte[]> record, EventType type, Schema written) {

    UUID id() {
        return EventHeaders.id(record.headers(), record.topic(), record.partition(), record.offset());
    }

    /** Returns this event as the cause of its results. */
    Cause cause() {
        return new Cause(id(), type.name());
    }

    /** Returns the size of key and value together in bytes. */
    int size() {
        return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    }
}
