package dev.sluice.declaration;

import dev.sluice.event.EventType;
import dev.sluice.event.EventTypeFolder;
import dev.sluice.event.EventTypeSources;
import dev.sluice.registry.EventTypesConfig;
import dev.sluice.runtime.StartupCheck;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/** Rejects invalid event types in the files that are read at startup, with the messages of the build. */
@Singleton
class EventTypesCheck implements StartupCheck {

    private static final Path DEFAULT = Path.of(EventTypesConfig.DEFAULT_LOCATION);

    private final EventTypesConfig config;
    private final EventTypeSources sources;

    EventTypesCheck(EventTypesConfig config, EventTypeSources sources) {
        this.config = config;
        this.sources = sources;
    }

    @Override
    public Stream<Finding> findings() {
        Path folder = config.location();
        boolean isFolder = Files.isDirectory(folder);
        if (!isFolder && !folder.equals(DEFAULT)) {
            return Stream.of(new Violation("sluice.event-types.location is " + folder + ", which is not a folder"));
        }
        List<Finding> errors =
                isFolder ? errors(sources).<Finding>map(Violation::new).toList() : List.of();
        return errors.isEmpty() && sources.catalog().types().isEmpty()
                ? Stream.of(new Warning("Sluice has no event types: " + folder
                        + (isFolder ? " has no schema with the attribute \"event\"" : " does not exist")
                        + ". Set sluice.event-types.location to a folder of schemas"))
                : errors.stream();
    }

    private static Stream<String> errors(EventTypeSources sources) {
        EventTypeFolder mounted = sources.mounted();
        EventTypeRules rules = new EventTypeRules(mounted::defining);
        Set<String> compiledTopics = sources.compiled().stream()
                .map(rules::add)
                .flatMap(Optional::stream)
                .map(EventType::topic)
                .collect(Collectors.toSet());
        Stream.Builder<String> sharedTopics = Stream.builder();
        for (Schema schema : mounted.events().values()) {
            rules.add(schema)
                    .filter(type -> compiledTopics.contains(type.topic()))
                    .ifPresent(type -> sharedTopics.add(mounted.files().get(schema.getFullName()) + ": \"topic\" is \""
                            + type.topic() + "\", which is the topic of a compiled event type"));
        }
        return Stream.of(mounted.errors().stream(), rules.errors().stream(), sharedTopics.build())
                .flatMap(errors -> errors);
    }
}
