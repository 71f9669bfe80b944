package dev.sluice.registry;

import static java.util.stream.Collectors.joining;

import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventType;
import dev.sluice.runtime.BackgroundRetry;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jboss.logging.Logger;

/**
 * The schema ids of the event types, resolved at startup: before the channels open if the registry responds, otherwise in the
 * background. From then on they are compared with the registry at an interval: a type whose id it has lost has none, until the
 * registry has it again. Publishing an event never waits for the registry.
 */
@ApplicationScoped
public class EventSchemas {

    private static final Logger LOG = Logger.getLogger(EventSchemas.class);
    private static final Duration MAX_DELAY = Duration.ofSeconds(2);
    private static final Duration MAX_VERIFICATION_DELAY = Duration.ofSeconds(5);

    private final EventCatalog catalog;
    private final SchemaRegistry registry;
    private final MountedSchemas mounted;
    private final Map<String, Integer> ids = new ConcurrentHashMap<>();
    private final Map<String, String> failures = new ConcurrentSkipListMap<>();
    /** The types without a first id. A type that failed is the last to be tried again. Used by one attempt at a time. */
    private final Queue<EventType> pending;

    private final Set<EventType> resolved = ConcurrentHashMap.newKeySet();
    private final BackgroundRetry.Task resolution;
    private final BackgroundRetry.Task verification;

    EventSchemas(
            EventCatalog catalog,
            SchemaRegistry registry,
            MountedSchemas mounted,
            RegistryConfig config,
            MeterRegistry meters,
            BackgroundRetry retry) {
        this.catalog = catalog;
        this.registry = registry;
        this.mounted = mounted;
        this.pending = new ArrayDeque<>(catalog.types());
        this.resolution = retry.until("Schema resolution", MAX_DELAY, this::resolvePending);
        this.verification =
                retry.every(config.verifyInterval(), "Schema verification", MAX_VERIFICATION_DELAY, this::verify);
        Gauge.builder("sluice.schema.ids.lost", () -> registry.lost().size())
                .description("Schema ids in use that the registry does not have any more")
                .register(meters);
    }

    /** Returns the id of a type's schema; empty if it is not resolved yet, or if the registry has lost it. Does not block. */
    public OptionalInt id(EventType type) {
        Integer id = ids.get(type.name());
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** Returns the names of the types without an id. */
    List<String> unresolved() {
        return catalog.types().stream()
                .map(EventType::name)
                .filter(name -> !ids.containsKey(name))
                .toList();
    }

    /** Returns why types have no id, with the name of each; empty if no type has failed. */
    String failures() {
        return failures.entrySet().stream()
                .map(failure -> failure.getKey() + ": " + failure.getValue())
                .collect(joining("; "));
    }

    /** Returns why the last comparison with the registry failed; empty if it did not. */
    String verificationFailure() {
        return verification.failure();
    }

    /** Returns the schema ids that the registry has lost, those of older records included; empty if there are none. */
    String lostIds() {
        return registry.lost().values().stream().map(LostId::text).collect(joining("; "));
    }

    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE + 20) StartupEvent event) {
        resolution.attempt();
        verification.startAfterInterval();
    }

    /**
     * Resolves the types that were never resolved, each by itself. Ends early if the registry does not answer, since each further
     * type would wait for it too.
     *
     * @return always true; failures are thrown
     */
    private boolean resolvePending() {
        boolean answers = true;
        for (int remaining = pending.size(); remaining > 0 && answers; remaining--) {
            EventType type = pending.remove();
            try {
                resolve(type);
                resolved.add(type);
            } catch (SchemaRejectedException e) {
                pending.add(type);
            } catch (SchemaRegistryUnavailableException e) {
                pending.add(type);
                answers = e.hasAnswered();
            }
        }
        if (!pending.isEmpty()) {
            throw new IllegalStateException(failures());
        }
        return true;
    }

    /**
     * Compares the ids with the registry.
     *
     * @return always true; failures are thrown
     */
    private boolean verify() {
        registry.verify();
        boolean complete = true;
        for (EventType type : resolved) {
            try {
                resolve(type);
            } catch (SchemaRejectedException | SchemaRegistryUnavailableException e) {
                complete = false;
            }
        }
        if (!complete || !registry.lost().isEmpty()) {
            throw new IllegalStateException(complete ? lostIds() : failures());
        }
        return true;
    }

    private void resolve(EventType type) {
        Integer before = ids.get(type.name());
        try {
            int id = registry.declare(type.topic(), type.schema());
            if (before == null) {
                mounted.requireLatest(type);
            }
            ids.put(type.name(), id);
            failures.remove(type.name());
            if (before != null && before != id) {
                LOG.warnf("The registry lost schema id %d of %s, whose new id is %d", before, type.name(), id);
            }
        } catch (SchemaRejectedException | SchemaRegistryUnavailableException e) {
            // An id that was resolved before is cached, so only a lost one fails.
            ids.remove(type.name());
            failures.put(type.name(), String.valueOf(e.getMessage()));
            throw e;
        }
    }
}
