package dev.sluice.registry;

import dev.sluice.compatibility.CompatibilityLevel;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** Event types that are read at startup. */
@ConfigMapping(prefix = "sluice.event-types")
public interface EventTypesConfig {

    String DEFAULT_LOCATION = "/etc/sluice/event-types";

    /**
     * Folder of schemas ({@code *.avsc}, nested folders allowed) whose event types are served without generated classes, in addition to
     * the compiled ones. Nothing is read if the default folder does not exist.
     */
    @WithDefault(DEFAULT_LOCATION)
    Path location();

    /**
     * Compatibility that the init process requires between these event types and their versions in the registry, whatever the
     * registry itself requires.
     */
    @WithDefault("BACKWARD_TRANSITIVE")
    CompatibilityLevel compatibility();
}
