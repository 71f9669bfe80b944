package dev.sluice.serde;

import dev.sluice.registry.SchemaRegistry;
import dev.sluice.registry.SchemaRegistryUnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericContainer;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's serializer for Avro values (generated classes and generic records) in Confluent's wire format. Its settings have the
 * keys of Confluent's serializer, which can stand in its place. It blocks only for a schema that was not resolved yet. As
 * Kafka's serializers are, it is for one thread at a time.
 */
public final class AvroSerializer implements Serializer<Object> {

    private final Map<Schema, DatumWriter<Object>> writers = new HashMap<>();
    private @Nullable SchemaRegistry registry;
    private @Nullable BinaryEncoder encoder;

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        if (isKey) {
            throw new IllegalArgumentException("a key is a string: this serializer is for values");
        }
        registry = SchemaRegistry.of(settings);
    }

    /**
     * Serializes a value.
     *
     * @throws SerializationException if it is no Avro value or not valid, or if the registry refuses its schema
     * @throws SchemaRegistryUnavailableException if the schema is not known yet and the registry gives no answer
     */
    @Override
    public byte @Nullable [] serialize(String topic, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (!(value instanceof GenericContainer container)) {
            throw new SerializationException(value.getClass().getName() + " is no Avro value");
        }
        if (registry == null) {
            throw new IllegalStateException("configure first");
        }
        Schema schema = container.getSchema();
        int id = registry.id(topic, schema);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        bytes.writeBytes(new byte[WireFormat.HEADER_SIZE]);
        encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
        try {
            writers.computeIfAbsent(schema, key -> writer(container)).write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (AvroRuntimeException | ClassCastException | NullPointerException e) {
            throw new SerializationException("the value is not of its schema " + schema.getFullName(), e);
        }
        byte[] serialized = bytes.toByteArray();
        WireFormat.writeHeader(serialized, id);
        return serialized;
    }

    private static DatumWriter<Object> writer(GenericContainer value) {
        return value instanceof SpecificRecord
                ? new SpecificDatumWriter<>(value.getSchema(), SpecificData.getForClass(value.getClass()))
                : new GenericDatumWriter<>(value.getSchema(), GenericData.get());
    }
}
