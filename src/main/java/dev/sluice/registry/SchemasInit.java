package dev.sluice.registry;

import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventType;
import dev.sluice.runtime.InitTask;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Registers the schemas of all event types. It sets no level of compatibility: the registry's hold. */
@Singleton
class SchemasInit implements InitTask {

    private final EventCatalog catalog;
    private final SchemaRegistry registry;

    SchemasInit(EventCatalog catalog, SchemaRegistry registry) {
        this.catalog = catalog;
        this.registry = registry;
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
     * Registers them, also those after one that is refused.
     *
     * @throws SchemaRejectedException with the subject and the registry's reason of each that is refused
     * @throws SchemaRegistryUnavailableException if there is no answer
     */
    @Override
    public void run() {
        List<String> refusals = new ArrayList<>();
        for (EventType type : catalog.types()) {
            try {
                registry.register(type.topic(), type.schema());
            } catch (SchemaRejectedException e) {
                refusals.add(String.valueOf(e.getMessage()));
            }
        }
        if (!refusals.isEmpty()) {
            throw new SchemaRejectedException(String.join("; ", refusals));
        }
    }
}
