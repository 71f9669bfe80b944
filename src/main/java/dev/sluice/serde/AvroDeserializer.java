package dev.sluice.serde;

import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventType;
import dev.sluice.event.EventTypeSources;
import dev.sluice.registry.SchemaRegistry;
import dev.sluice.registry.SchemaRegistryUnavailableException;
import dev.sluice.registry.SchemaRejectedException;
import dev.sluice.runtime.OptionalPackages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka deserializer of Avro values in Confluent's wire format. If the application has a generated class for the value's
 * schema, the result is an instance of that class, by Avro's schema resolution; otherwise it is a generic record with the schema of
 * its event type, if there is one. An event type's record is also that of its former names, its {@code aliases}. Confluent's
 * deserializer can replace this class, since both use the same configuration keys, except that it knows no former names. Blocks
 * only to fetch a schema that is not cached yet. Not thread-safe.
 */
public final class AvroDeserializer implements Deserializer<Object> {

    /** The setting that names the folder with event types that are not compiled. */
    static final String EVENT_TYPES = "sluice.event-types.location";

    private static final Map<Key, EventTypeSources> EVENT_TYPES_READ = new ConcurrentHashMap<>();

    private record Key(Optional<Path> folder, OptionalPackages packages) {}

    /** Maximum number of items in an array or a map. */
    public static final int MAX_ITEMS = 1_000_000;

    /** Maximum size in bytes of a string or bytes. Larger than Kafka's largest record, unless its limit is raised a lot. */
    private static final int MAX_BYTES = 16 * 1024 * 1024;

    private final ClassLoader loader = Thread.currentThread().getContextClassLoader();
    private final SpecificData generatedClasses = new SpecificData(loader);
    /** By identity: an id gets another schema if the registry loses its contents. */
    private final IdentityHashMap<Schema, DatumReader<Object>> readers = new IdentityHashMap<>();

    private Map<String, ?> settings = Map.of();
    private @Nullable EventCatalog catalog;
    private @Nullable SchemaRegistry registry;
    private @Nullable BinaryDecoder decoder;

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        if (isKey) {
            throw new IllegalArgumentException("this deserializer is for values; keys are strings");
        }
        setAvroLimits();
        registry = SchemaRegistry.of(settings);
        this.settings = settings;
    }

    /**
     * Returns the event types of this application. Their files are read once.
     *
     * @param settings settings of a deserializer; {@value #EVENT_TYPES} is the folder with types that are not compiled
     */
    static EventTypeSources eventTypes(Map<String, ?> settings) {
        return EVENT_TYPES_READ.computeIfAbsent(
                new Key(
                        Optional.ofNullable(settings.get(EVENT_TYPES))
                                .map(String::valueOf)
                                .map(Path::of),
                        OptionalPackages.of(ConfigProvider.getConfig())),
                key -> EventTypeSources.read(key.folder(), key.packages()::isEnabled));
    }

    /**
     * Bounds what Avro allocates for lengths that it has not verified yet: a corrupt length of five bytes would otherwise request
     * gigabytes. Avro reads these properties once, when it decodes the first value. Existing properties are kept.
     */
    private static void setAvroLimits() {
        setLimit("bytes", MAX_BYTES);
        setLimit("string", MAX_BYTES);
        setLimit("collectionItems", MAX_ITEMS);
    }

    private static void setLimit(String type, int limit) {
        String property = "org.apache.avro.limits." + type + ".maxLength";
        if (System.getProperty(property) == null) {
            System.setProperty(property, Integer.toString(limit));
        }
    }

    /**
     * Deserializes a value.
     *
     * @throws UndecodableException if the value is not in the wire format, or does not match the schema that it names
     * @throws SchemaRejectedException if the registry has no usable schema with the value's schema id
     * @throws SchemaRegistryUnavailableException if the schema is not cached and the registry is unavailable or incomplete
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
                throw new UndecodableException("the value is followed by unexpected bytes");
            }
        } catch (IOException | RuntimeException e) {
            // Bytes of another schema can cause any exception in Avro's reader.
            throw e instanceof UndecodableException undecodable
                    ? undecodable
                    : new UndecodableException("the value does not match the schema that it names", e);
        }
        return decoded;
    }

    private DatumReader<Object> reader(int schemaId) {
        if (registry == null) {
            throw new IllegalStateException("configure() was not called");
        }
        return readers.computeIfAbsent(registry.schema(schemaId), this::reader);
    }

    private DatumReader<Object> reader(Schema written) {
        Class<?> named = generatedClasses.getClass(written);
        if (named != null && SpecificRecord.class.isAssignableFrom(named)) {
            return specificReader(written, named);
        }
        if (written.getType() != Schema.Type.RECORD) {
            return new GenericDatumReader<>(written, written, GenericData.get());
        }
        if (catalog == null) {
            catalog = eventTypes(settings).catalog();
        }
        Schema expected =
                catalog.readerOf(written.getFullName()).map(EventType::schema).orElse(written);
        Class<?> generated = generatedClasses.getClass(expected);
        return generated != null && SpecificRecord.class.isAssignableFrom(generated)
                ? specificReader(written, generated)
                : new GenericDatumReader<>(Schema.applyAliases(written, expected), expected, GenericData.get());
    }

    private static DatumReader<Object> specificReader(Schema written, Class<?> generated) {
        SpecificData data = SpecificData.getForClass(generated);
        return new SpecificDatumReader<>(written, data.getSchema(generated), data);
    }
}
