package dev.sluice.schema;

import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventType;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The ids of the event types' schemas, resolved at start: before the channels open if the registry answers, and else in
 * the background until it does. No event ever waits for the registry.
 */
@ApplicationScoped
public class EventSchemas {

    private static final Logger LOG = Logger.getLogger(EventSchemas.class);
    private static final int RETRY_SECONDS = 2;

    private final EventCatalog catalog;
    private final SchemaRegistry registry;
    private final Map<String, Integer> ids = new ConcurrentHashMap<>();
    private volatile String lastFailure = "";
    private volatile boolean stopped;

    EventSchemas(EventCatalog catalog, SchemaRegistry registry) {
        this.catalog = catalog;
        this.registry = registry;
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
        return lastFailure;
    }

    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE + 20) StartupEvent event) {
        resolve();
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
    }

    private void resolve() {
        String failure = resolveAll();
        if (!failure.equals(lastFailure)) {
            if (failure.isEmpty()) {
                LOG.info("All schemas are resolved");
            } else {
                LOG.warnf("Not ready: %s. Unresolved: %s", failure, unresolved());
            }
            lastFailure = failure;
        }
        if (!failure.isEmpty() && !stopped) {
            var unused = Infrastructure.getDefaultWorkerPool().schedule(this::resolve, RETRY_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Why not all could be resolved, of each type that is refused; empty if all are. */
    private String resolveAll() {
        List<String> refusals = new ArrayList<>();
        for (EventType type : catalog.types()) {
            try {
                ids.putIfAbsent(type.name(), registry.id(type.topic(), type.schema()));
            } catch (SchemaRefusedException e) {
                refusals.add(String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                // No answer, or one that is no answer: there is none for the others either.
                return String.valueOf(e.getMessage());
            }
        }
        return String.join("; ", refusals);
    }
}
