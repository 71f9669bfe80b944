package dev.sluice.runtime;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * A config source that derives a boolean property for each {@link Component} from {@code sluice.roles}, and {@link #HTTP} for
 * those that serve clients. Channels, ports and health checks are enabled by these properties. {@link ActiveComponents} rejects
 * unknown names.
 */
public final class ComponentSwitches implements ConfigSourceFactory {

    /** The key of the components of this process, a comma-separated list. */
    public static final String ROLES = "sluice.roles";

    private static final String PREFIX = "sluice.role.";
    /** The key that is true if {@link Component#INGRESS} is active. */
    public static final String INGRESS = PREFIX + "ingress";
    /** The key that is true if {@link Component#PROCESSING} is active. */
    public static final String PROCESSING = PREFIX + "processing";
    /** The key that is true if {@link Component#PROJECTION} is active and has topics to read. */
    public static final String PROJECTION = PREFIX + "projection";
    /** The key that is true if {@link Component#TASK} is active. */
    public static final String TASK = PREFIX + "task";
    /** The key that is true if a component is active that serves clients on the HTTP port. */
    public static final String HTTP = PREFIX + "http";

    private static final String PROJECTED_TOPICS = "sluice.projection.topics";

    /** Higher than all other sources, so that only the list can be configured. */
    private static final int ORDINAL = 1_000;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        Set<String> active = names(value(context, ROLES));
        if (value(context, PROJECTED_TOPICS).isBlank()) {
            active.remove(Component.PROJECTION.configured());
        }
        Map<String, String> switches = new HashMap<>();
        for (Component component : Component.values()) {
            switches.put(PREFIX + component.configured(), Boolean.toString(active.contains(component.configured())));
        }
        switches.put(
                HTTP,
                Boolean.toString(
                        Component.withEndpoints().map(Component::configured).anyMatch(active::contains)));
        return List.of(new PropertiesConfigSource(switches, ROLES, ORDINAL));
    }

    private static String value(ConfigSourceContext context, String key) {
        ConfigValue value = context.getValue(key);
        return value == null || value.getValue() == null ? "" : value.getValue();
    }

    /** Returns the names in a comma-separated list, in lower case, including unknown ones. */
    static Set<String> names(String list) {
        return Arrays.stream(list.split(","))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }
}
