package dev.sluice.registry;

import dev.sluice.compatibility.CompatibilityCheck;
import dev.sluice.compatibility.CompatibilityLevel;
import dev.sluice.event.EventType;
import dev.sluice.event.EventTypeFolder;
import dev.sluice.event.EventTypeSources;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * Compares the event types that are read at startup with their versions in the registry, as the build compares compiled ones with
 * their released versions. Blocks on the registry.
 */
@Singleton
class MountedSchemas {

    private final EventTypeSources sources;
    private final SchemaRegistry registry;
    private final CompatibilityLevel level;

    MountedSchemas(EventTypeSources sources, SchemaRegistry registry, EventTypesConfig config) {
        this.sources = sources;
        this.registry = registry;
        this.level = config.compatibility();
    }

    /**
     * Compares the schemas with all versions.
     *
     * @return a message, with the file's name, for each incompatible change
     * @throws SchemaRejectedException if the registry has a version that is not a usable Avro schema
     * @throws SchemaRegistryUnavailableException if the registry is unavailable
     */
    List<String> incompatibilities() {
        EventTypeFolder mounted = sources.mounted();
        if (level == CompatibilityLevel.NONE) {
            return List.of();
        }
        Map<String, NavigableMap<Integer, Schema>> versions = new TreeMap<>();
        for (EventType type : sources.catalog().types()) {
            if (isMounted(type)) {
                Schema schema = type.schema();
                Stream.concat(Stream.of(schema.getFullName()), schema.getAliases().stream())
                        .forEach(name -> addVersions(name, registry.versions(type.topic(), name), versions));
            }
        }
        return CompatibilityCheck.incompatibilities(mounted.events(), mounted.files(), versions, level);
    }

    private static void addVersions(
            String name, NavigableMap<Integer, Schema> found, Map<String, NavigableMap<Integer, Schema>> versions) {
        if (!found.isEmpty()) {
            versions.put(name, found);
        }
    }

    /**
     * Throws if the registry has a later version of an event type, which another folder must have.
     *
     * @throws SchemaRejectedException if it has, or does not know the type
     * @throws SchemaRegistryUnavailableException if the registry is unavailable
     */
    void requireLatest(EventType type) {
        if (isMounted(type) && !registry.isLatest(type.topic(), type.schema())) {
            throw new SchemaRejectedException(
                    "the latest version of " + type.schema().getFullName()
                            + " in the registry differs from "
                            + sources.mounted().files().get(type.schema().getFullName()));
        }
    }

    private boolean isMounted(EventType type) {
        return sources.mounted().events().containsKey(type.schema().getFullName());
    }
}
