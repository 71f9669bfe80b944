package dev.sluice.tracing;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * A config source that enables tracing only if an endpoint is configured. Otherwise OpenTelemetry assumes a collector
 * on localhost, and every request pays for spans that are never delivered. {@code quarkus.otel.sdk.disabled} has no
 * other way to depend on the endpoint: a config expression cannot test whether a property is set. Look again after
 * Quarkus 3.33.
 */
public final class TracesSwitch implements ConfigSourceFactory {

    private static final String ENABLED = "sluice.traces.enabled";
    private static final List<String> ENDPOINTS =
            List.of("quarkus.otel.exporter.otlp.endpoint", "quarkus.otel.exporter.otlp.traces.endpoint");
    /** Lower than all sources that operators set. */
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

    /**
     * Returns whether an operator set a value. Ignores the extension's default, and the value of this source recorded
     * at build time.
     */
    private static boolean isSet(ConfigValue value) {
        return value != null
                && value.getValue() != null
                && !value.getValue().isBlank()
                && value.getConfigSourceOrdinal() > ORDINAL;
    }
}
