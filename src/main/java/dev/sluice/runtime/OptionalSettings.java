package dev.sluice.runtime;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * The config sources of the enabled {@link OptionalPackages}: the resource {@value #NAME} of each, if it exists. Other factories, such
 * as {@link ComponentSwitches}, do not see their values.
 */
public final class OptionalSettings implements ConfigSourceFactory {

    private static final String NAME = "settings.properties";
    /** Lower than application.properties. */
    private static final int ORDINAL = 200;

    /** Returns the classpath resource with the settings of a package. */
    public static String resource(String packageName) {
        return packageName.replace('.', '/') + "/" + NAME;
    }

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        List<ConfigSource> sources = new ArrayList<>();
        OptionalPackages.properties().forEach((packageName, property) -> {
            ConfigValue enabled = context.getValue(property);
            URL settings = Thread.currentThread().getContextClassLoader().getResource(resource(packageName));
            if (settings != null && enabled != null && Boolean.parseBoolean(enabled.getValue())) {
                try {
                    sources.add(new PropertiesConfigSource(settings, ORDINAL));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        return sources;
    }
}
