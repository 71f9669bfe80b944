package dev.sluice.registry;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * A cache of schemas and their ids in the registry. Results are cached; {@link #verify()} compares them with the registry, which
 * may have lost its contents. Rejections are cached for some time, outages not at all.
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
    private final SchemaLookup lookup;
    private final SingleFlight<SubjectSchema, Integer> ids = new SingleFlight<>(this::fetchId, SCHEMA_REJECTION);
    private final SingleFlight<Integer, Schema> schemas = new SingleFlight<>(this::fetchSchema, ID_REJECTION);
    /** The application's own schemas, and whether the registry may lack them. If it does, an unknown id proves nothing. */
    private final Map<SubjectSchema, Boolean> declared = new ConcurrentHashMap<>();

    private volatile Map<Integer, LostId> lost = Map.of();

    private record SubjectSchema(String subject, Schema schema) {}

    private SchemaRegistry(SchemaRegistryConfig config) {
        this.config = config;
        this.lookup = new SchemaLookup(config);
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
     * @throws SchemaRejectedException if the registry does not have or does not accept the schema, or has lost its id
     * @throws SchemaRegistryUnavailableException if the registry is unavailable
     */
    public int id(String topic, Schema schema) {
        return id(subjectSchema(topic, schema));
    }

    private SubjectSchema subjectSchema(String topic, Schema schema) {
        return new SubjectSchema(config.strategy().subject(topic, schema), schema);
    }

    private int id(SubjectSchema wanted) {
        int id = ids.get(wanted);
        LostId lostId = lost.get(id);
        if (lostId != null) {
            throw new SchemaRejectedException(lostId.text());
        }
        return id;
    }

    /**
     * Returns the id of a schema that this application declares, as {@link #id}. A registry that lacks such a schema is incomplete:
     * until it has it, ids that it does not know are not rejected.
     */
    int declare(String topic, Schema schema) {
        SubjectSchema own = subjectSchema(topic, schema);
        boolean mayBeMissing = true;
        try {
            int id = id(own);
            mayBeMissing = false;
            return id;
        } catch (SchemaRejectedException e) {
            mayBeMissing = e.isMissing();
            throw e;
        } catch (SchemaRegistryUnavailableException e) {
            mayBeMissing = !e.hasAnswered();
            throw e;
        } finally {
            declared.put(own, mayBeMissing);
        }
    }

    /**
     * Returns the schema with an id.
     *
     * @throws SchemaRejectedException if the registry has no Avro schema with this id
     * @throws SchemaRegistryUnavailableException if the registry is unavailable, or has lost schemas, so that nobody knows what
     *     the id means
     */
    public Schema schema(int id) {
        if (lost.get(id) instanceof LostId.Reused reused) {
            throw new SchemaRegistryUnavailableException(reused.text(), null, true);
        }
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
        lookup.register(config.strategy().subject(topic, schema), schema);
    }

    /**
     * Returns the versions of a record's schema for values on a topic; none if the registry does not know it. Not cached.
     *
     * @throws SchemaRejectedException if the registry has a version that is not a usable Avro schema
     * @throws SchemaRegistryUnavailableException if the registry is unavailable
     */
    NavigableMap<Integer, Schema> versions(String topic, String fullName) {
        Schema named = Schema.createRecord(fullName, null, null, false);
        return lookup.versions(config.strategy().subject(topic, named));
    }

    /**
     * Returns whether a schema is the latest version of the values on a topic, apart from documentation. Not cached.
     *
     * @throws SchemaRejectedException if the registry does not know it
     * @throws SchemaRegistryUnavailableException if the registry is unavailable
     */
    boolean isLatest(String topic, Schema schema) {
        return config.autoRegister() || lookup.isLatest(config.strategy().subject(topic, schema), schema);
    }

    /** Returns the ids that the registry had lost when they were last compared. */
    Map<Integer, LostId> lost() {
        return lost;
    }

    /**
     * Compares the cached ids with the registry. Ids that it has lost are not used for new records until it has them again. With
     * {@code auto.register.schemas} they are forgotten instead, so that the next use of their schema registers it again.
     *
     * @throws SchemaRegistryUnavailableException if the registry is unavailable; the last result remains
     */
    void verify() {
        Map<Integer, LostId> found = new TreeMap<>();
        SchemaRegistryUnavailableException failure = null;
        for (Map.Entry<Integer, Schema> cached : schemas.values().entrySet()) {
            int id = cached.getKey();
            try {
                compare(id, cached.getValue()).ifPresent(lostId -> found.put(id, lostId));
            } catch (SchemaRegistryUnavailableException e) {
                if (!e.hasAnswered()) {
                    throw e;
                }
                failure = e;
                Optional.ofNullable(lost.get(id)).ifPresent(lostId -> found.put(id, lostId));
            }
        }
        if (config.autoRegister()) {
            forget(found);
        } else {
            lost = Collections.unmodifiableMap(found);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private Optional<LostId> compare(int id, Schema cached) {
        try {
            Schema current = lookup.schema(id);
            return WireSchema.isSame(current, cached)
                    ? Optional.empty()
                    : Optional.of(new LostId.Reused(id, cached.getFullName(), current.getFullName()));
        } catch (SchemaRejectedException e) {
            return Optional.of(new LostId.Unknown(id, cached.getFullName()));
        }
    }

    private void forget(Map<Integer, LostId> found) {
        ids.values().forEach((schema, id) -> {
            if (found.containsKey(id)) {
                declared.replace(schema, true);
                ids.remove(schema);
            }
        });
        found.forEach((id, lostId) -> {
            // The schema of an unknown id is still that of older records.
            if (lostId instanceof LostId.Reused) {
                schemas.remove(id);
            }
        });
    }

    private int fetchId(SubjectSchema wanted) {
        int id = lookup.id(wanted.subject(), wanted.schema());
        confirm(id, wanted.schema());
        return id;
    }

    /** Verifies that consumers will read the values of a schema as they are meant, before the first is written. */
    private void confirm(int id, Schema wanted) {
        Schema current;
        try {
            current = lookup.schema(id);
        } catch (SchemaRejectedException e) {
            throw contradiction(id, wanted, "does not return it: " + e.getMessage());
        }
        if (!WireSchema.isSame(current, wanted)) {
            throw contradiction(id, wanted, "returns " + current.getFullName() + " with other fields or types for it");
        }
        Schema cached = schemas.cached(id);
        if (cached != null && !WireSchema.isSame(cached, current) && !config.autoRegister()) {
            throw contradiction(id, wanted, "returned " + cached.getFullName() + " for it before");
        }
        schemas.put(id, current);
    }

    private static SchemaRegistryUnavailableException contradiction(int id, Schema wanted, String answer) {
        return new SchemaRegistryUnavailableException(
                "the registry returned id " + id + " for " + wanted.getFullName() + ", but " + answer, null, true);
    }

    private Schema fetchSchema(int id) {
        try {
            return lookup.schema(id);
        } catch (SchemaRejectedException e) {
            if (e.isMissing()) {
                requireComplete(e);
            }
            throw e;
        }
    }

    /** Throws if the registry lacks schemas of this application: then it does not know ids that are valid. */
    private void requireComplete(SchemaRejectedException unknownId) {
        // The highest id was registered last, so an older backup lacks it.
        Optional<Integer> last = ownIds().max(Integer::compare);
        if (last.isPresent() && !isUnchanged(last.get())) {
            verify();
        }
        if (declared.containsValue(true) || ownIds().anyMatch(lost::containsKey)) {
            throw new SchemaRegistryUnavailableException(
                    unknownId.getMessage() + "; the registry also lacks schemas of this application", unknownId, true);
        }
    }

    private Stream<Integer> ownIds() {
        return ids.values().entrySet().stream()
                .filter(entry -> declared.containsKey(entry.getKey()))
                .map(Map.Entry::getValue);
    }

    private boolean isUnchanged(int id) {
        Schema cached = schemas.cached(id);
        return cached != null && compare(id, cached).isEmpty();
    }
}
