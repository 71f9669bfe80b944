package dev.sluice.registry;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * A cache of schemas and their ids in the registry. Results are cached permanently. Rejections are cached for some time,
 * outages not at all.
 *
 * <p>Thread-safe. A call blocks only if its result is not cached.
 */
public final class SchemaRegistry {

    private static final Map<SchemaRegistryConfig, SchemaRegistry> SHARED = new ConcurrentHashMap<>();

    /** The time for which a rejected schema is cached. Short, since the init process may register it any moment. */
    private static final Duration SCHEMA_REJECTION = Duration.ofSeconds(5);
    /** The time for which a rejected id is cached. Longer, since records can contain any id. */
    private static final Duration ID_REJECTION = Duration.ofMinutes(1);

    private final SchemaRegistryConfig config;
    private final SchemaRegistryClient client;
    private final SingleFlight<SubjectSchema, Integer> ids = new SingleFlight<>(this::fetchId, SCHEMA_REJECTION);
    private final SingleFlight<Integer, Schema> schemas = new SingleFlight<>(this::fetchSchema, ID_REJECTION);

    private record SubjectSchema(String subject, Schema schema) {}

    private SchemaRegistry(SchemaRegistryConfig config) {
        this.config = config;
        this.client = new SchemaRegistryClient(config);
    }

    /**
     * Returns the instance that all serializers and deserializers with the same settings share.
     *
     * @param settings settings by Confluent's keys; unknown keys are ignored
     */
    public static SchemaRegistry of(Map<String, ?> settings) {
        return SHARED.computeIfAbsent(SchemaRegistryConfig.of(settings), SchemaRegistry::new);
    }

    /**
     * Returns the id of a schema for values on a topic.
     *
     * @throws SchemaRejectedException if the registry does not have or does not accept the schema
     * @throws SchemaRegistryUnavailableException if the registry is unavailable
     */
    public int id(String topic, Schema schema) {
        return ids.get(new SubjectSchema(config.strategy().subject(topic, schema), schema));
    }

    /**
     * Returns the schema with an id.
     *
     * @throws SchemaRejectedException if the registry has no Avro schema with this id
     * @throws SchemaRegistryUnavailableException if the registry is unavailable
     */
    public Schema schema(int id) {
        return schemas.get(id);
    }

    /**
     * Registers the schema of a topic's values unless it is registered already. Ignores {@code auto.register.schemas} and the
     * cache.
     *
     * @throws SchemaRejectedException if the schema is invalid or incompatible
     * @throws SchemaRegistryUnavailableException if the registry is unavailable
     */
    void register(String topic, Schema schema) {
        client.register(config.strategy().subject(topic, schema), SchemaText.of(schema));
    }

    private int fetchId(SubjectSchema wanted) {
        if (config.useLatest()) {
            return latestId(wanted);
        }
        String text = SchemaText.of(wanted.schema());
        return config.autoRegister() ? client.register(wanted.subject(), text) : client.lookUp(wanted.subject(), text);
    }

    private int latestId(SubjectSchema wanted) {
        SchemaRegistryApi.SubjectVersion latest = client.latest(wanted.subject());
        // Documentation may differ. Logical types may not, since they define what the bytes mean.
        if (!parse(latest.schema(), latest.id()).equals(new Schema.Parser().parse(SchemaText.of(wanted.schema())))) {
            throw new SchemaRejectedException("The latest version of " + wanted.subject()
                    + " differs from the schema that this application was built with");
        }
        return latest.id();
    }

    private Schema fetchSchema(int id) {
        return parse(client.schema(id), id);
    }

    private static Schema parse(String text, int id) {
        try {
            return new Schema.Parser().parse(text);
        } catch (AvroRuntimeException e) {
            throw new SchemaRejectedException("Schema " + id + " is not a self-contained Avro schema");
        }
    }
}
