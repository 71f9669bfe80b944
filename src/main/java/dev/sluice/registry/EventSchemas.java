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
 * The ids of the event types' schemas, resolved at start: before the channels open if the registry answers, and else in
 * the background until it does. No event ever waits for the registry.
 */
@ApplicationScoped
public class EventSchemas {

    private static final Duration LONGEST_DELAY = Duration.ofSeconds(2);

    private final EventCatalog catalog;
    private final SchemaRegistry registry;
    private final Map<String, Integer> ids = new ConcurrentHashMap<>();
    private final BackgroundRetry.Task resolution;

    EventSchemas(EventCatalog catalog, SchemaRegistry registry, BackgroundRetry retry) {
        this.catalog = catalog;
        this.registry = registry;
        this.resolution = retry.until("Schema resolution", LONGEST_DELAY, this::resolve);
    }

    /** The id of a type's schema; empty while the registry has not given one. Does not block. */
    public OptionalInt id(EventType type) {
        Integer id = ids.get(type.name());
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** The types whose schemas have no id yet. */
    public List<String> unresolved() {
        return catalog.types().stream()
                .map(EventType::name)
                .filter(name -> !ids.containsKey(name))
                .toList();
    }

    /** Why the last attempt to resolve failed; empty if it did not. */
    public String lastFailure() {
        return resolution.failure();
    }

    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE + 20) StartupEvent event) {
        resolution.attempt();
    }

    /**
     * Resolves the types that are not resolved yet.
     *
     * @throws SchemaRejectedException with a reason for each type that is refused
     * @throws SchemaRegistryUnavailableException without asking for further types
     */
    private boolean resolve() {
        List<String> refusals = new ArrayList<>();
        for (EventType type : catalog.types()) {
            try {
                ids.putIfAbsent(type.name(), registry.id(type.topic(), type.schema()));
            } catch (SchemaRejectedException e) {
                refusals.add(String.valueOf(e.getMessage()));
            }
        }
        if (!refusals.isEmpty()) {
            throw new SchemaRejectedException(String.join("; ", refusals));
        }
        return true;
    }
}
