package dev.sluice.event;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.generic.IndexedRecord;

/** The event types of this application, and those that processing consumes, in methods or HTTP handlers. Immutable. */
public final class EventCatalog {

    private static final String DEAD_LETTER_SUFFIX = ".dlq";

    private final Map<String, EventType> byName = new TreeMap<>();
    private final Map<String, EventType> byRecord = new HashMap<>();
    private final Map<String, EventType> byFormerName = new HashMap<>();
    private final Set<String> consumed;

    /**
     * Creates a catalog.
     *
     * @param types event types with unique names and unique records
     * @param consumed names of the types that processing consumes
     */
    public EventCatalog(Collection<EventType> types, Collection<String> consumed) {
        for (EventType type : types) {
            byName.put(type.name(), type);
            byRecord.put(type.schema().getFullName(), type);
            type.schema().getAliases().forEach(alias -> byFormerName.put(alias, type));
        }
        this.consumed = Set.copyOf(consumed);
    }

    /** Returns all types, sorted by name. */
    public Collection<EventType> types() {
        return byName.values();
    }

    public Optional<EventType> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public Optional<EventType> find(IndexedRecord event) {
        return Optional.ofNullable(byRecord.get(event.getSchema().getFullName()));
    }

    /**
     * Returns the type that reads records with a full name: that of its record, or a name that the record had before it was
     * renamed and that its schema lists in {@code aliases}.
     */
    public Optional<EventType> readerOf(String fullName) {
        EventType type = byRecord.get(fullName);
        return Optional.ofNullable(type == null ? byFormerName.get(fullName) : type);
    }

    /**
     * Returns this catalog with further consumed types.
     *
     * @param names names of types, of which those that are not in the catalog have no effect
     */
    public EventCatalog withConsumed(Collection<String> names) {
        Set<String> all = new TreeSet<>(consumed);
        all.addAll(names);
        return new EventCatalog(types(), all);
    }

    /** Returns whether a method or an HTTP handler consumes events of a type. */
    public boolean isConsumed(EventType type) {
        return consumed.contains(type.name());
    }

    /** Returns the name of a topic's dead-letter topic. */
    public static String deadLetterTopic(String topic) {
        return topic + DEAD_LETTER_SUFFIX;
    }

    public static boolean isDeadLetterTopic(String topic) {
        return topic.endsWith(DEAD_LETTER_SUFFIX);
    }

    /** Returns all topics that the types need: their own, and the dead-letter topics of consumed ones. */
    public Set<String> topics() {
        Set<String> topics = new TreeSet<>();
        types().forEach(type -> topics.add(type.topic()));
        consumedTopics().forEach(topic -> topics.add(deadLetterTopic(topic)));
        return topics;
    }

    /** Returns the topics of the types that a method or an HTTP handler consumes. */
    public List<String> consumedTopics() {
        return types().stream()
                .filter(this::isConsumed)
                .map(EventType::topic)
                .distinct()
                .sorted()
                .toList();
    }
}
