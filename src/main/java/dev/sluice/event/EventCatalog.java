package dev.sluice.event;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;

/** The event types of this application and their handlers. Immutable. */
public final class EventCatalog {

    private static final String DEAD_LETTER_SUFFIX = ".dlq";

    private final Map<String, EventType> byName = new TreeMap<>();
    private final Map<Class<?>, EventType> byClass = new HashMap<>();
    private final Map<String, EventType> byHandler = new HashMap<>();

    /**
     * Creates a catalog.
     *
     * @param types event types with unique names, which the build has checked
     * @param handled event class of each handler, by the handler's class name
     */
    public EventCatalog(Collection<EventType> types, Map<String, Class<? extends SpecificRecord>> handled) {
        for (EventType type : types) {
            byName.put(type.name(), type);
            byClass.put(type.recordClass(), type);
        }
        handled.forEach((handler, recordClass) -> byHandler.put(handler, byClass.get(recordClass)));
    }

    /** Returns all types, sorted by name. */
    public Collection<EventType> types() {
        return byName.values();
    }

    public Optional<EventType> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public Optional<EventType> find(SpecificRecord event) {
        return Optional.ofNullable(byClass.get(event.getClass()));
    }

    /**
     * Returns the event type of a handler.
     *
     * @throws IllegalArgumentException if the build did not find the handler
     */
    public EventType handledBy(Class<?> handler) {
        EventType type = byHandler.get(handler.getName());
        if (type == null) {
            throw new IllegalArgumentException(handler.getName() + " is not a known handler");
        }
        return type;
    }

    /** Returns the name of a topic's dead-letter topic. */
    public static String deadLetterTopic(String topic) {
        return topic + DEAD_LETTER_SUFFIX;
    }

    public static boolean isDeadLetterTopic(String topic) {
        return topic.endsWith(DEAD_LETTER_SUFFIX);
    }

    /** Returns all topics that the types need: their own, and the dead-letter topics of handled types. */
    public Set<String> topics() {
        Set<String> topics = new TreeSet<>();
        types().forEach(type -> topics.add(type.topic()));
        handledTopics().forEach(topic -> topics.add(deadLetterTopic(topic)));
        return topics;
    }

    /** Returns the topics of the types that have a handler. */
    public List<String> handledTopics() {
        return byHandler.values().stream()
                .map(EventType::topic)
                .distinct()
                .sorted()
                .toList();
    }
}
