package dev.sluice.tracing;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Switches traces on where somebody says where they go. Otherwise OpenTelemetry would take a collector on localhost for
 * granted, and every request would pay for spans that nobody gets. {@code quarkus.otel.sdk.disabled} has to be set by hand, and
 * no expression derives it from whether an endpoint is set. Look again after Quarkus 3.33.
 */
public final class TracesSwitch implements ConfigSourceFactory {

    private static final String ENABLED = "sluice.traces.enabled";
    private static final List<String> ENDPOINTS =
            List.of("quarkus.otel.exporter.otlp.endpoint", "quarkus.otel.exporter.otlp.traces.endpoint");
    /** Below all that people set. */
    private static final int ORDINAL = 50;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        boolean enabled = isSet(context.getValue(ENABLED))
                ? Boolean.parseBoolean(context.getValue(ENABLED).getValue().trim())
                : ENDPOINTS.stream().map(context::getValue).anyMatch(TracesSwitch::isSet);
        return List.of(new PropertiesConfigSource(
                Map.of(ENABLED, Boolean.toString(enabled), "quarkus.otel.sdk.disabled", Boolean.toString(!enabled)),
                "traces",
                ORDINAL));
    }

    /** By somebody: neither the extension's default counts, nor what this said itself while the application was built. */
    private static boolean isSet(ConfigValue value) {
        return value != null
                && value.getValue() != null
                && !value.getValue().isBlank()
                && value.getConfigSourceOrdinal() > ORDINAL;
    }
}
