package dev.sluice.registry;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * Schemas and their ids, each asked of the registry once. What is known needs no registry any more; what it refused is
 * asked again after a while, and what it did not answer at once.
 *
 * <p>Safe for any thread. A call blocks only for what is not known yet.
 */
public final class SchemaRegistry {

    private static final Map<SchemaRegistryConfig, SchemaRegistry> SHARED = new ConcurrentHashMap<>();

    /** Only what this application publishes is asked for, and may be registered any moment. */
    private static final Duration REFUSED_SCHEMA = Duration.ofSeconds(5);
    /** Anybody can name an id that is not there. */
    private static final Duration REFUSED_ID = Duration.ofMinutes(1);

    private final SchemaRegistryConfig config;
    private final SchemaRegistryClient client;
    private final SingleFlight<SubjectSchema, Integer> ids = new SingleFlight<>(this::fetchId, REFUSED_SCHEMA);
    private final SingleFlight<Integer, Schema> schemas = new SingleFlight<>(this::fetchSchema, REFUSED_ID);

    private record SubjectSchema(String subject, Schema schema) {}

    private SchemaRegistry(SchemaRegistryConfig config) {
        this.config = config;
        this.client = new SchemaRegistryClient(config);
    }

    /**
     * The one for some settings, which all serializers and deserializers with the same settings share.
     *
     * @param settings by Confluent's keys; others are passed over
     */
    public static SchemaRegistry of(Map<String, ?> settings) {
        return SHARED.computeIfAbsent(SchemaRegistryConfig.of(settings), SchemaRegistry::new);
    }

    /**
     * The id that values of a schema carry on a topic.
     *
     * @throws SchemaRejectedException if the registry does not accept the schema
     * @throws SchemaRegistryUnavailableException if it gives no answer
     */
    public int id(String topic, Schema schema) {
        return ids.get(new SubjectSchema(config.strategy().subject(topic, schema), schema));
    }

    /**
     * The schema with an id.
     *
     * @throws SchemaRejectedException if the registry has none, or none of Avro
     * @throws SchemaRegistryUnavailableException if it gives no answer
     */
    public Schema schema(int id) {
        return schemas.get(id);
    }

    /**
     * Registers the schema of a topic's values, whatever {@code auto.register.schemas} says, unless it is there. Asks each
     * time.
     *
     * @throws SchemaRejectedException if it is invalid or incompatible
     * @throws SchemaRegistryUnavailableException if there is no answer
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
        // Equal but for documentation; a logical type is part of what the bytes mean.
        if (!parse(latest.schema(), latest.id()).equals(new Schema.Parser().parse(SchemaText.of(wanted.schema())))) {
            throw new SchemaRejectedException("The latest version of " + wanted.subject()
                    + " is another schema than the one that this application was built with");
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
            throw new SchemaRejectedException("Schema " + id + " is no Avro schema that stands by itself");
        }
    }
}
