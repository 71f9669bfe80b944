package dev.sluice.security;

import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventType;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The callers that may publish each event type, resolved at startup. Thread-safe. */
@Startup
@Singleton
public class PublishRights {

    private final Map<EventType, Set<String>> groups = new HashMap<>();

    @Inject
    PublishRights(SecurityConfig config, EventCatalog catalog) {
        this(config.publishRights(), catalog);
    }

    /**
     * @throws IllegalArgumentException if a pattern matches no type, because a misspelt pattern would leave a type
     *     unrestricted
     */
    PublishRights(Map<String, Set<String>> rights, EventCatalog catalog) {
        for (String pattern : rights.keySet()) {
            if (catalog.types().stream().noneMatch(type -> matches(pattern, type))) {
                throw new IllegalArgumentException(
                        "sluice.security.publish-rights.\"" + pattern + "\" matches no event type");
            }
        }
        for (EventType type : catalog.types()) {
            rights.entrySet().stream()
                    .filter(right -> matches(right.getKey(), type))
                    .max(Comparator.comparingInt(right -> right.getKey().length()))
                    .ifPresent(right -> groups.put(type, Set.copyOf(right.getValue())));
        }
    }

    /** Returns whether a caller with the role {@code publisher} may publish events of a type. */
    public boolean allow(EventType type, Caller caller) {
        Set<String> allowed = groups.get(type);
        return allowed == null || caller.hasAny(allowed);
    }

    private static boolean matches(String pattern, EventType type) {
        return pattern.endsWith("*")
                ? type.name().startsWith(pattern.substring(0, pattern.length() - 1))
                : type.name().equals(pattern);
    }
}
