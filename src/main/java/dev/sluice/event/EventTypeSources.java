package dev.sluice.event;

import dev.sluice.event.EventType.InvalidEventTypeException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.avro.Schema;

/**
 * The places that declare the event types of a process.
 *
 * @param compiled schemas of the event types with generated classes, without those of disabled packages
 * @param mounted the event types of the files that are read at startup
 * @param catalog the event types; those with errors are missing, and Sluice does not start with them
 */
public record EventTypeSources(List<Schema> compiled, EventTypeFolder mounted, EventCatalog catalog) {

    /** Returns event types without any that are read at startup. */
    public static EventTypeSources compiled(List<Schema> schemas, EventCatalog catalog) {
        return new EventTypeSources(schemas, EventTypeFolder.empty(), catalog);
    }

    /**
     * Reads the event types of this application.
     *
     * @param folder folder of the files that are read at startup, if any
     * @param isEnabled returns whether a compiled record belongs to the application, by its full name
     */
    public static EventTypeSources read(Optional<Path> folder, Predicate<String> isEnabled) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        List<Schema> compiled = EventCatalogFile.schemas(loader).stream()
                .filter(schema -> isEnabled.test(schema.getFullName()))
                .toList();
        EventTypeFolder mounted =
                folder.map(path -> EventTypeFolder.read(path, compiled)).orElseGet(EventTypeFolder::empty);
        Map<String, EventType> types = new TreeMap<>();
        compiled.forEach(schema -> add(schema, types));
        // A mounted type can have the name of a disabled one, but not its methods.
        Set<String> consumed = new HashSet<>(EventCatalogFile.consumed(loader));
        consumed.retainAll(types.keySet());
        mounted.events().values().forEach(schema -> add(schema, types));
        return new EventTypeSources(compiled, mounted, new EventCatalog(types.values(), consumed));
    }

    private static void add(Schema schema, Map<String, EventType> types) {
        try {
            EventType type = EventType.of(schema);
            types.putIfAbsent(type.name(), type);
        } catch (InvalidEventTypeException e) {
            // The startup check reports it.
        }
    }
}
