package dev.sluice.registry;

import dev.sluice.compatibility.CompatibilityLevel;
import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventTypeSources;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The comparison of event types that are read at startup, without any. */
final class NoMountedSchemas {

    private NoMountedSchemas() {}

    static MountedSchemas with(EventCatalog catalog) {
        SchemaRegistry unused = SchemaRegistry.of(Map.of("schema.registry.url", "http://localhost:1"));
        return new MountedSchemas(EventTypeSources.compiled(List.of(), catalog), unused, new EventTypesConfig() {
            @Override
            public Path location() {
                return Path.of("none");
            }

            @Override
            public CompatibilityLevel compatibility() {
                return CompatibilityLevel.NONE;
            }
        });
    }
}
