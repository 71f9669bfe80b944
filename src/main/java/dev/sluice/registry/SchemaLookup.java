package dev.sluice.registry;

import dev.sluice.registry.RegisteredSchema.Reference;
import dev.sluice.registry.SchemaRegistryClient.SubjectVersion;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.avro.Schema;

/** The schemas and ids of the registry, without a cache, as the settings of the serializers select them. */
final class SchemaLookup {

    private final SchemaRegistryConfig config;
    private final SchemaRegistryClient client;

    SchemaLookup(SchemaRegistryConfig config) {
        this.config = config;
        this.client = new SchemaRegistryClient(config);
    }

    /**
     * Returns the id of a schema under a subject.
     *
     * @throws SchemaRejectedException if the registry does not have or does not accept the schema
     * @throws SchemaRegistryUnavailableException if the registry is unavailable
     */
    int id(String subject, Schema schema) {
        if (config.useLatest()) {
            return latestId(subject, schema);
        }
        return config.autoRegister() ? register(subject, schema) : client.lookUp(subject, SchemaText.of(schema));
    }

    /** Registers a schema unless it is registered already, and returns its id. Throws like {@link #id}. */
    int register(String subject, Schema schema) {
        return client.register(subject, SchemaText.of(schema));
    }

    /**
     * Returns all versions of a subject; none if it does not exist.
     *
     * @throws SchemaRejectedException if the registry has a version that is not a usable Avro schema
     * @throws SchemaRegistryUnavailableException if the registry is unavailable
     */
    NavigableMap<Integer, Schema> versions(String subject) {
        List<Integer> numbers;
        try {
            numbers = client.versions(subject);
        } catch (SchemaRejectedException e) {
            if (e.isMissing()) {
                return new TreeMap<>();
            }
            throw e;
        }
        NavigableMap<Integer, Schema> versions = new TreeMap<>();
        for (int number : numbers) {
            RegisteredSchema schema = client.version(new Reference(subject, number));
            versions.put(number, parse("Version " + number + " of " + subject, schema));
        }
        return versions;
    }

    /**
     * Returns whether the latest version of a subject is a schema, apart from documentation.
     *
     * @throws SchemaRejectedException if the subject does not exist
     * @throws SchemaRegistryUnavailableException if the registry is unavailable
     */
    boolean isLatest(String subject, Schema schema) {
        return isSame(client.latest(subject), schema);
    }

    private boolean isSame(SubjectVersion version, Schema schema) {
        // Documentation may differ. Logical types may not, since they define what the bytes mean.
        return parse("Schema " + version.id(), version.schema())
                .equals(new Schema.Parser().parse(SchemaText.of(schema)));
    }

    private int latestId(String subject, Schema schema) {
        SubjectVersion latest = client.latest(subject);
        if (!isSame(latest, schema)) {
            throw new SchemaRejectedException("The latest version of " + subject
                    + " differs from the schema that this application was built with");
        }
        return latest.id();
    }

    /**
     * Returns the schema with an id.
     *
     * @throws SchemaRejectedException if the registry has no usable Avro schema with this id
     * @throws SchemaRegistryUnavailableException if the registry is unavailable
     */
    Schema schema(int id) {
        return parse("Schema " + id, client.schema(id));
    }

    private Schema parse(String name, RegisteredSchema schema) {
        return ReferencedSchemas.parse(name, schema, client::version);
    }
}
