package dev.sluice.registry;

import dev.sluice.registry.RegisteredSchema.Reference;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.Schema;

/**
 * The Avro schemas that one registered schema consists of: itself, and the schemas that it refers to, directly or through others.
 * Each is fetched once. Their number, depth and size are limited, since anybody who may register schemas chooses them.
 */
final class ReferencedSchemas {

    static final int MAX_SCHEMAS = 100;
    static final int MAX_DEPTH = 20;
    /** Maximum length of all schemas in characters. */
    static final int MAX_LENGTH = 8 * 1024 * 1024;

    private final Function<Reference, RegisteredSchema> fetch;
    /** Names the types of all schemas that it has parsed. */
    private final Schema.Parser parser = new Schema.Parser();
    /** The references from the first schema to the current one. */
    private final Set<Reference> path = new HashSet<>();

    private final Set<Reference> parsed = new HashSet<>();
    private int length;

    private ReferencedSchemas(Function<Reference, RegisteredSchema> fetch) {
        this.fetch = fetch;
    }

    /**
     * Returns a registered schema with the types that it refers to.
     *
     * @param name the schema's name in messages
     * @param fetch fetches a referenced schema
     * @throws SchemaRejectedException if the schema or a referenced one is not a valid Avro schema, or if the references form a
     *     cycle or exceed the limits
     */
    static Schema parse(String name, RegisteredSchema schema, Function<Reference, RegisteredSchema> fetch) {
        return new ReferencedSchemas(fetch).parse(name, schema);
    }

    private Schema parse(String name, RegisteredSchema schema) {
        if (!schema.isAvro()) {
            throw new SchemaRejectedException(name + " is not an Avro schema, but of type " + schema.type());
        }
        length += schema.text().length();
        if (length > MAX_LENGTH) {
            throw new SchemaRejectedException(
                    name + " and the schemas that it belongs to have more than " + MAX_LENGTH + " characters");
        }
        schema.references().forEach(this::add);
        try {
            return parser.parse(schema.text());
        } catch (RuntimeException e) {
            throw new SchemaRejectedException(name + " is not a valid Avro schema: " + e.getMessage());
        }
    }

    private void add(Reference reference) {
        String name = "Version " + reference.version() + " of " + reference.subject();
        if (path.contains(reference)) {
            throw new SchemaRejectedException(name + " refers to itself, directly or through other schemas");
        }
        if (parsed.contains(reference)) {
            return;
        }
        if (path.size() == MAX_DEPTH || parsed.size() + path.size() == MAX_SCHEMAS) {
            throw new SchemaRejectedException("A schema refers to more than " + MAX_SCHEMAS
                    + " other schemas, or through more than " + MAX_DEPTH);
        }
        path.add(reference);
        parse(name, fetch.apply(reference));
        path.remove(reference);
        parsed.add(reference);
    }
}
