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
 * A Kafka serializer of Avro values (generated classes and generic records) in Confluent's wire format. Confluent's serializer
 * can replace this class, since both use the same configuration keys. Blocks only to resolve a schema that is not cached yet.
 * Not thread-safe.
 */
public final class AvroSerializer implements Serializer<Object> {

    private final Map<Schema, DatumWriter<Object>> writers = new HashMap<>();
    private @Nullable SchemaRegistry registry;
    private @Nullable BinaryEncoder encoder;

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        if (isKey) {
            throw new IllegalArgumentException("this serializer is for values; keys are strings");
        }
        registry = SchemaRegistry.of(settings);
    }

    /**
     * Serializes a value.
     *
     * @throws SerializationException if the value is not an Avro value, is invalid, or its schema is rejected by the registry
     * @throws SchemaRegistryUnavailableException if the schema is not cached and the registry is unavailable
     */
    @Override
    public byte @Nullable [] serialize(String topic, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (!(value instanceof GenericContainer container)) {
            throw new SerializationException(value.getClass().getName() + " is not an Avro value");
        }
        if (registry == null) {
            throw new IllegalStateException("configure() was not called");
        }
        Schema schema = container.getSchema();
        int id = registry.id(topic, schema);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        bytes.writeBytes(new byte[WireFormat.HEADER_SIZE]);
        encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
        write(container, writers.computeIfAbsent(schema, key -> writer(container)), encoder);
        byte[] serialized = bytes.toByteArray();
        WireFormat.writeHeader(serialized, id);
        return serialized;
    }

    /**
     * Returns a value in Avro's binary encoding, without the header of the wire format. Thread-safe.
     *
     * @throws SerializationException if the value is invalid
     */
    static byte[] content(GenericContainer value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        write(value, writer(value), EncoderFactory.get().binaryEncoder(bytes, null));
        return bytes.toByteArray();
    }

    private static void write(GenericContainer value, DatumWriter<Object> writer, BinaryEncoder encoder) {
        try {
            writer.write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (AvroRuntimeException | ArithmeticException | ClassCastException | NullPointerException e) {
            throw new SerializationException(
                    "the value does not match its schema " + value.getSchema().getFullName(), e);
        }
    }

    private static DatumWriter<Object> writer(GenericContainer value) {
        return value instanceof SpecificRecord
                ? new SpecificDatumWriter<>(value.getSchema(), SpecificData.getForClass(value.getClass()))
                : new GenericDatumWriter<>(value.getSchema(), GenericData.get());
    }
}
