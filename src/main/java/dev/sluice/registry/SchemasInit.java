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
     * Registers the schemas, continuing after a rejected one.
     *
     * @throws SchemaRejectedException if schemas are rejected, with the subject and the registry's reason for each
     * @throws SchemaRegistryUnavailableException if the registry is unavailable
     */
    @Override
    public void run() {
        List<String> rejections = new ArrayList<>();
        for (EventType type : catalog.types()) {
            try {
                registry.register(type.topic(), type.schema());
            } catch (SchemaRejectedException e) {
                rejections.add(String.valueOf(e.getMessage()));
            }
        }
        if (!rejections.isEmpty()) {
            throw new SchemaRejectedException(String.join("; ", rejections));
        }
    }
}
