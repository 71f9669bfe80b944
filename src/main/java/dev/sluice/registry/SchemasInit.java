package dev.sluice.registry;

import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventType;
import dev.sluice.runtime.InitTask;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Registers the schemas of all event types. Does not change compatibility levels in the registry. */
@Singleton
class SchemasInit implements InitTask {

    private final EventCatalog catalog;
    private final SchemaRegistry registry;
    private final MountedSchemas mounted;

    SchemasInit(EventCatalog catalog, SchemaRegistry registry, MountedSchemas mounted) {
        this.catalog = catalog;
        this.registry = registry;
        this.mounted = mounted;
    }

    @Override
    public String name() {
        return "schemas";
    }

    @Override
    public int order() {
        return 20;
    }

    /**
     * Registers the schemas, continuing after a rejected one. Ends early if the registry does not answer, and registers none if an
     * event type that is read at startup is incompatible with an earlier version.
     *
     * @throws SchemaRejectedException if schemas are incompatible, with the file and the field for each, or if the registry
     *     rejects schemas, with the subject and its reason for each
     * @throws SchemaRegistryUnavailableException if the registry is unavailable, or could not register a schema
     */
    @Override
    public void run() {
        List<String> incompatibilities = mounted.incompatibilities();
        if (!incompatibilities.isEmpty()) {
            throw new SchemaRejectedException(String.join("; ", incompatibilities));
        }
        List<String> reasons = new ArrayList<>();
        SchemaRegistryUnavailableException failure = null;
        for (EventType type : catalog.types()) {
            try {
                registry.register(type.topic(), type.schema());
            } catch (SchemaRejectedException e) {
                reasons.add(String.valueOf(e.getMessage()));
            } catch (SchemaRegistryUnavailableException e) {
                if (!e.hasAnswered()) {
                    throw e;
                }
                failure = e;
                reasons.add(String.valueOf(e.getMessage()));
            }
        }
        String message = String.join("; ", reasons);
        if (failure != null) {
            throw new SchemaRegistryUnavailableException(message, failure, true);
        }
        if (!reasons.isEmpty()) {
            throw new SchemaRejectedException(message);
        }
    }
}
