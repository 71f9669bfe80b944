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

/** The event types of this application, and which of them it handles. Immutable. */
public final class EventCatalog {

    private static final String DEAD_LETTERS = ".dlq";

    private final Map<String, EventType> byName = new TreeMap<>();
    private final Map<Class<?>, EventType> byClass = new HashMap<>();
    private final Map<String, EventType> byHandler = new HashMap<>();

    /**
     * @param types of different names, which the build has checked
     * @param handled the class of event that each handler handles, by the handler's class name
     */
    public EventCatalog(Collection<EventType> types, Map<String, Class<? extends SpecificRecord>> handled) {
        for (EventType type : types) {
            byName.put(type.name(), type);
            byClass.put(type.recordClass(), type);
        }
        handled.forEach((handler, recordClass) -> byHandler.put(handler, byClass.get(recordClass)));
    }

    /** All types, by name. */
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
     * The type of event that a handler handles.
     *
     * @throws IllegalArgumentException if the build knew no such handler
     */
    public EventType handledBy(Class<?> handler) {
        EventType type = byHandler.get(handler.getName());
        if (type == null) {
            throw new IllegalArgumentException(handler.getName() + " is no handler");
        }
        return type;
    }

    /** The topic for those records of another that no attempt will process. */
    public static String deadLetterTopic(String topic) {
        return topic + DEAD_LETTERS;
    }

    public static boolean isDeadLetterTopic(String topic) {
        return topic.endsWith(DEAD_LETTERS);
    }

    /** All topics that the types need: their own, and the dead-letter topics of those that are handled. */
    public Set<String> topics() {
        Set<String> topics = new TreeSet<>();
        types().forEach(type -> topics.add(type.topic()));
        handledTopics().forEach(topic -> topics.add(deadLetterTopic(topic)));
        return topics;
    }

    /** The topics of the types that are handled. */
    public List<String> handledTopics() {
        return byHandler.values().stream()
                .map(EventType::topic)
                .distinct()
                .sorted()
                .toList();
    }
}
