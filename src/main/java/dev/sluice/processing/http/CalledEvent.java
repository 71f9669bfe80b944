package dev.sluice.processing.http;

import dev.sluice.event.Cause;
import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventHeaders;
import dev.sluice.event.EventType;
import dev.sluice.registry.SchemaRegistry;
import dev.sluice.registry.SchemaRegistryUnavailableException;
import dev.sluice.registry.SchemaRejectedException;
import dev.sluice.serde.UndecodableException;
import dev.sluice.serde.WireFormat;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The event of a record.
 *
 * @param id the event's id
 * @param written the schema that the record's value is written with
 */
record CalledEvent(ConsumerRecord<byte[], byte[]> record, UUID id, EventType type, Schema written) {

    /**
     * Reads the events of records, without decoding their values. Thread-safe; blocks only for a schema that is not cached yet.
     *
     * @param types the names of the types that handlers handle
     */
    record Reader(EventCatalog catalog, SchemaRegistry registry, Set<String> types) {

        /**
         * Returns the event of a record; empty if no handler handles it, or if it is invalid, which processing reports.
         *
         * @throws SchemaRegistryUnavailableException if the event's schema is not cached and the registry is unavailable
         * @throws SchemaRejectedException if the registry does not have the event's schema
         */
        Optional<CalledEvent> of(ConsumerRecord<byte[], byte[]> record) {
            String declared = EventHeaders.text(record.headers(), EventHeaders.TYPE);
            if (record.value() == null || (declared != null && !types.contains(declared))) {
                return Optional.empty();
            }
            Schema written;
            try {
                written = registry.schema(WireFormat.schemaId(record.value()));
            } catch (UndecodableException e) {
                return Optional.empty();
            }
            return written.getType() != Schema.Type.RECORD
                    ? Optional.empty()
                    : catalog.readerOf(written.getFullName())
                            .filter(type -> types.contains(type.name()))
                            .filter(type -> declared == null || type.name().equals(declared))
                            .map(type -> new CalledEvent(record, id(record), type, written));
        }
    }

    private static UUID id(ConsumerRecord<byte[], byte[]> record) {
        return EventHeaders.id(record.headers(), record.topic(), record.partition(), record.offset());
    }

    /** Returns this event as the cause of its results. */
    Cause cause() {
        return new Cause(id, type.name());
    }

    /** Returns the size of key and value together in bytes. */
    int size() {
        return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    }
}
