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
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Reads what is projected out of records, as far as it can be read. For one thread at a time. */
final class EventDecoder {

    private final EventCatalog catalog;
    private final SchemaRegistry registry;
    private final Deserializer<Object> deserializer;
    private final Map<Integer, EventWriter> writers = new HashMap<>();

    EventDecoder(EventCatalog catalog, SchemaRegistry registry, Deserializer<Object> deserializer) {
        this.catalog = catalog;
        this.registry = registry;
        this.deserializer = deserializer;
    }

    /** @throws SchemaRegistryUnavailableException if its schema was not seen yet and the registry gives no answer */
    ProjectedEvent decode(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        if (value == null) {
            return faulty(record, "the record has no value");
        }
        try {
            Object decoded = deserializer.deserialize(record.topic(), record.headers(), value);
            SpecificRecord event = decoded instanceof SpecificRecord specific ? specific : null;
            return event(record, event, json(value));
        } catch (SchemaRejectedException e) {
            return faulty(record, "its schema is not registered");
        } catch (SchemaRegistryUnavailableException e) {
            throw e;
        } catch (SerializationException e) {
            return faulty(record, "the value cannot be decoded: " + e.getMessage());
        } catch (RuntimeException | StackOverflowError e) {
            // Foreign bytes with a foreign schema, whatever they do to a decoder.
            return faulty(record, "the value cannot be decoded: " + e.getClass().getName());
        }
    }

    private String json(byte[] value) {
        int schemaId = WireFormat.schemaId(value);
        EventWriter writer = writers.computeIfAbsent(schemaId, id -> new EventWriter(registry.schema(id)));
        return new String(writer.write(value), UTF_8);
    }

    private ProjectedEvent event(ConsumerRecord<byte[], byte[]> record, @Nullable SpecificRecord event, String json) {
        String type = Optional.ofNullable(event)
                .flatMap(catalog::find)
                .map(EventType::name)
                .orElse(null);
        return projected(record, type, event, json, null);
    }

    private ProjectedEvent faulty(ConsumerRecord<byte[], byte[]> record, String fault) {
        return projected(record, null, null, null, fault);
    }

    private static ProjectedEvent projected(
            ConsumerRecord<byte[], byte[]> record,
            @Nullable String type,
            @Nullable SpecificRecord event,
            @Nullable String json,
            @Nullable String fault) {
        byte[] key = record.key();
        return new ProjectedEvent(
                RecordPosition.of(record),
                EventHeaders.id(record.headers(), record.topic(), record.partition(), record.offset()),
                type,
                key == null ? null : new String(key, UTF_8),
                producedAt(record.headers()),
                event,
                json,
                fault);
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
