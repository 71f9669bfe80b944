package dev.sluice.serde;

import dev.sluice.registry.SchemaRegistry;
import dev.sluice.registry.SchemaRegistryUnavailableException;
import dev.sluice.registry.SchemaRejectedException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's deserializer for Avro values in Confluent's wire format. A value whose schema has a generated class in this
 * application becomes one of that class, by Avro's schema resolution from the schema that it was written with; any other
 * becomes a generic record. Its settings have the keys of Confluent's deserializer, which can stand in its place. It
 * blocks only for a schema that was not seen yet. As Kafka's deserializers are, it is for one thread at a time.
 */
public final class AvroDeserializer implements Deserializer<Object> {

    private final SpecificData generatedClasses =
            new SpecificData(Thread.currentThread().getContextClassLoader());
    private final Map<Integer, DatumReader<Object>> readers = new HashMap<>();
    private @Nullable SchemaRegistry registry;
    private @Nullable BinaryDecoder decoder;

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        if (isKey) {
            throw new IllegalArgumentException("a key is a string: this deserializer is for values");
        }
        AvroLimits.set();
        registry = SchemaRegistry.of(settings);
    }

    /**
     * Deserializes a value.
     *
     * @throws UndecodableException if it is not in the wire format, or not of the schema that it names
     * @throws SchemaRejectedException if the registry knows no schema with its id
     * @throws SchemaRegistryUnavailableException if the schema is not known yet and the registry gives no answer
     */
    @Override
    public @Nullable Object deserialize(String topic, byte @Nullable [] value) {
        if (value == null) {
            return null;
        }
        DatumReader<Object> reader = reader(WireFormat.schemaId(value));
        decoder = DecoderFactory.get()
                .binaryDecoder(value, WireFormat.HEADER_SIZE, value.length - WireFormat.HEADER_SIZE, decoder);
        Object decoded;
        try {
            decoded = reader.read(null, decoder);
            if (!decoder.isEnd()) {
                throw new UndecodableException("bytes are left after the end of the value");
            }
        } catch (IOException | RuntimeException e) {
            // Bytes of another schema make Avro's reader fail in any way: they are not the reader's fault.
            throw e instanceof UndecodableException undecodable
                    ? undecodable
                    : new UndecodableException("the value is not of the schema that it names", e);
        }
        return decoded;
    }

    private DatumReader<Object> reader(int schemaId) {
        if (registry == null) {
            throw new IllegalStateException("configure first");
        }
        DatumReader<Object> known = readers.get(schemaId);
        if (known != null) {
            return known;
        }
        DatumReader<Object> reader = reader(registry.schema(schemaId));
        readers.put(schemaId, reader);
        return reader;
    }

    private DatumReader<Object> reader(Schema written) {
        Class<?> generated = generatedClasses.getClass(written);
        if (generated != null && SpecificRecord.class.isAssignableFrom(generated)) {
            SpecificData data = SpecificData.getForClass(generated);
            return new SpecificDatumReader<>(written, data.getSchema(generated), data);
        }
        return new GenericDatumReader<>(written, written, GenericData.get());
    }
}
