package dev.sluice.registry;

import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventType;
import dev.sluice.runtime.BackgroundRetry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The schema ids of the event types, resolved at startup: before the channels open if the registry responds, otherwise in the
 * background. Publishing an event never waits for the registry.
 */
@ApplicationScoped
public class EventSchemas {

    private static final Duration MAX_DELAY = Duration.ofSeconds(2);

    private final EventCatalog catalog;
    private final SchemaRegistry registry;
    private final Map<String, Integer> ids = new ConcurrentHashMap<>();
    private final BackgroundRetry.Task resolution;

    EventSchemas(EventCatalog catalog, SchemaRegistry registry, BackgroundRetry retry) {
        this.catalog = catalog;
        this.registry = registry;
        this.resolution = retry.until("Schema resolution", MAX_DELAY, this::resolve);
    }

    /** Returns the id of a type's schema; empty if it is not resolved yet. Does not block. */
    public OptionalInt id(EventType type) {
        Integer id = ids.get(type.name());
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** Returns the names of the types whose schemas are not resolved yet. */
    public List<String> unresolved() {
        return catalog.types().stream()
                .map(EventType::name)
                .filter(name -> !ids.containsKey(name))
                .toList();
    }

    /** Returns the error of the last attempt to resolve schemas; empty if it succeeded. */
    public String lastFailure() {
        return resolution.failure();
    }

    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE + 20) StartupEvent event) {
        resolution.attempt();
    }

    /**
     * Resolves the types that are not resolved yet.
     *
     * @return always true; failures are thrown
     * @throws SchemaRejectedException if the registry rejects schemas, with the reason for each
     * @throws SchemaRegistryUnavailableException if the registry is unavailable; further types are not tried
     */
    private boolean resolve() {
        List<String> rejections = new ArrayList<>();
        for (EventType type : catalog.types()) {
            try {
                ids.putIfAbsent(type.name(), registry.id(type.topic(), type.schema()));
            } catch (SchemaRejectedException e) {
                rejections.add(String.valueOf(e.getMessage()));
            }
        }
        if (!rejections.isEmpty()) {
            throw new SchemaRejectedException(String.join("; ", rejections));
        }
        return true;
    }
}
