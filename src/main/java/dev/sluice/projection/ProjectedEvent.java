package dev.sluice.projection;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventHeaders;
import dev.sluice.event.EventType;
import dev.sluice.json.EventWriter;
import dev.sluice.kafka.RecordPosition;
import dev.sluice.registry.SchemaRegistry;
import dev.sluice.registry.SchemaRegistryUnavailableException;
import dev.sluice.registry.SchemaRejectedException;
import dev.sluice.serde.WireFormat;
import jakarta.enterprise.context.Dependent;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * A record of the log, decoded for the projection.
 *
 * @param id the event's id, or one derived from the position if the record has no event id
 * @param type the event type's name; null if the type is not one of this application
 * @param key the key as text; null if the record has none or it is not text
 * @param producedAt the time in the record's header; null if there is none
 * @param event the event; null if its type is not one of this application
 * @param json the event in Sluice's JSON; null if there is a failure reason
 * @param failureReason why the record has no JSON; null if it has
 */
public record ProjectedEvent(
        RecordPosition position,
        UUID id,
        @Nullable String type,
        @Nullable String key,
        @Nullable Instant producedAt,
        @Nullable SpecificRecord event,
        @Nullable String json,
        @Nullable String failureReason) {

    /** Returns the same record without its content. */
    ProjectedEvent rejected(String reason) {
        return new ProjectedEvent(position, id, null, null, null, null, null, reason);
    }

    /**
     * The decoder of records. A record that cannot be decoded is projected with a failure reason. For one thread at a
     * time, so each bean gets its own.
     */
    @Dependent
    static class Decoder {

        private final EventCatalog catalog;
        private final SchemaRegistry registry;
        private final Deserializer<Object> deserializer;
        private final IdentityHashMap<Schema, EventWriter> writers = new IdentityHashMap<>();

        Decoder(EventCatalog catalog, SchemaRegistry registry, Deserializer<Object> deserializer) {
            this.catalog = catalog;
            this.registry = registry;
            this.deserializer = deserializer;
        }

        /**
         * Decodes a record.
         *
         * @throws SchemaRegistryUnavailableException if the record's schema is not cached and the registry is
         *     unavailable
         */
        ProjectedEvent decode(ConsumerRecord<byte[], byte[]> record) {
            byte[] value = record.value();
            if (value == null) {
                return undecodable(record, "the record has no value");
            }
            try {
                Object decoded = deserializer.deserialize(record.topic(), record.headers(), value);
                SpecificRecord event = decoded instanceof SpecificRecord specific ? specific : null;
                return decoded(record, event, json(value));
            } catch (SchemaRejectedException e) {
                return undecodable(record, "the record's schema cannot be used: " + e.getMessage());
            } catch (SchemaRegistryUnavailableException e) {
                throw e;
            } catch (SerializationException e) {
                return undecodable(record, "the value cannot be decoded: " + e.getMessage());
            } catch (RuntimeException | StackOverflowError e) {
                // Bytes of other software can make a decoder fail in any way.
                return undecodable(
                        record, "the value cannot be decoded: " + e.getClass().getName());
            }
        }

        private String json(byte[] value) {
            EventWriter writer = writers.computeIfAbsent(registry.schema(WireFormat.schemaId(value)), EventWriter::new);
            return new String(writer.write(value), UTF_8);
        }

        private ProjectedEvent decoded(
                ConsumerRecord<byte[], byte[]> record, @Nullable SpecificRecord event, String json) {
            String type = Optional.ofNullable(event)
                    .flatMap(catalog::find)
                    .map(EventType::name)
                    .orElse(null);
            return projected(record, type, event, json, null);
        }

        private static ProjectedEvent undecodable(ConsumerRecord<byte[], byte[]> record, String reason) {
            return projected(record, null, null, null, reason);
        }

        private static ProjectedEvent projected(
                ConsumerRecord<byte[], byte[]> record,
                @Nullable String type,
                @Nullable SpecificRecord event,
                @Nullable String json,
                @Nullable String failureReason) {
            byte[] key = record.key();
            return new ProjectedEvent(
                    RecordPosition.of(record),
                    EventHeaders.id(record.headers(), record.topic(), record.partition(), record.offset()),
                    type,
                    key == null ? null : text(key),
                    producedAt(record.headers()),
                    event,
                    json,
                    failureReason);
        }

        /** Returns UTF-8 as text; null if it is not UTF-8, for which a decoder would store another text. */
        private static @Nullable String text(byte[] utf8) {
            try {
                return UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
            } catch (CharacterCodingException e) {
                return null;
            }
        }

        private static @Nullable Instant producedAt(Headers headers) {
            String text = EventHeaders.text(headers, EventHeaders.PRODUCED_AT);
            try {
                return text == null ? null : Instant.parse(text);
            } catch (DateTimeException e) {
                return null;
            }
        }
    }
}
