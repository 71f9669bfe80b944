package dev.sluice.declaration;

import dev.sluice.event.EventType;
import dev.sluice.event.EventType.InvalidEventTypeException;
import dev.sluice.json.InvalidDefault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.avro.Schema;

/** Checks event types, one by one and against each other, and collects a message for each error. Not thread-safe. */
public final class EventTypeRules {

    private final Function<String, Optional<String>> files;
    private final Map<String, String> fileByName = new HashMap<>();
    private final List<EventType> types = new ArrayList<>();
    /** Event types can share an erroneous record, so messages are unique. */
    private final Set<String> errors = new LinkedHashSet<>();

    /** @param files returns the file that defines a named type, by its full name */
    public EventTypeRules(Function<String, Optional<String>> files) {
        this.files = files;
    }

    /**
     * Checks the schema of an event type.
     *
     * @return the event type; empty if its attributes are invalid
     */
    public Optional<EventType> add(Schema schema) {
        String file = fileOf(schema);
        EventType type;
        try {
            type = EventType.of(schema);
        } catch (InvalidEventTypeException e) {
            e.errors().forEach(error -> errors.add(file + ": " + error));
            return Optional.empty();
        }
        InvalidDefault.in(schema)
                .forEach(invalid ->
                        errors.add(files.apply(invalid.record().getFullName()).orElse(file)
                                + ": the default of field `" + invalid.field() + "` of "
                                + invalid.record().getName()
                                + " is not a value of the field: " + invalid.detail()));
        String other = fileByName.putIfAbsent(type.name(), file);
        if (other != null) {
            errors.add(file + ": \"event\" is \"" + type.name() + "\", which " + other + " already declares");
        }
        types.add(type);
        return Optional.of(type);
    }

    /** Returns a message for each error, with the file's name. */
    public List<String> errors() {
        List<String> all = new ArrayList<>(errors);
        addSharedAliases(all);
        return all;
    }

    /** Reports a former name that several types claim: records with that name would be of either type. */
    private void addSharedAliases(List<String> all) {
        Map<String, String> fileByAlias = new HashMap<>();
        for (EventType type : types) {
            String file = fileOf(type.schema());
            for (String alias : new TreeSet<>(type.schema().getAliases())) {
                String other = fileByAlias.put(alias, file);
                if (other != null) {
                    all.add(file + ": \"aliases\" has \"" + alias + "\", which " + other + " also has");
                }
            }
        }
    }

    private String fileOf(Schema schema) {
        return files.apply(schema.getFullName()).orElse(schema.getFullName());
    }
}
