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
 * Tells each role of {@code sluice.roles} as a property of its own that is true or false, for what is switched by configuration
 * alone: channels, ports, health checks. {@link ActiveComponents} says whether the roles are such as there are.
 */
public final class ComponentSwitches implements ConfigSourceFactory {

    /** The roles of this process, separated by commas. */
    public static final String ROLES = "sluice.roles";

    private static final String PREFIX = "sluice.role.";
    /** Whether this process has {@link Component#INGRESS}. */
    public static final String INGRESS = PREFIX + "ingress";
    /** Whether this process has {@link Component#PROCESSING}. */
    public static final String PROCESSING = PREFIX + "processing";
    /** Whether this process has {@link Component#PROJECTION}. */
    public static final String PROJECTION = PREFIX + "projection";
    /** Whether this process has {@link Component#TASK}. */
    public static final String TASK = PREFIX + "task";

    /** Above all others: what is to be set is the list. */
    private static final int ORDINAL = 1_000;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        ConfigValue roles = context.getValue(ROLES);
        Set<String> named = roles == null || roles.getValue() == null ? Set.of() : names(roles.getValue());
        Map<String, String> switches = new HashMap<>();
        for (Component role : Component.values()) {
            switches.put(PREFIX + role.configured(), Boolean.toString(named.contains(role.configured())));
        }
        return List.of(new PropertiesConfigSource(switches, ROLES, ORDINAL));
    }

    /** The names of a list of roles, known or not. */
    static Set<String> names(String list) {
        return Arrays.stream(list.split(","))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }
}
