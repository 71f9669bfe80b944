package dev.sluice.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TracesSwitchTest {

    private static final int SET_BY_OPERATOR = 300;
    /** The ordinal of values that Quarkus recorded at build time. */
    private static final int RECORDED_AT_BUILD_TIME = Integer.MIN_VALUE + 100;

    private static final String ENDPOINT = "quarkus.otel.exporter.otlp.endpoint";
    private static final String ENABLED = "sluice.traces.enabled";

    private static SmallRyeConfig config(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(values, "operator", SET_BY_OPERATOR))
                .withSources(new PropertiesConfigSource(
                        Map.of(ENABLED, "false", "quarkus.otel.sdk.disabled", "true"), "build", RECORDED_AT_BUILD_TIME))
                .withDefaultValue(ENDPOINT, "http://localhost:4317")
                .withSources(new TracesSwitch())
                .build();
    }

    private static void assertEnabled(SmallRyeConfig config, boolean expected) {
        assertThat(config.getValue(ENABLED, Boolean.class)).isEqualTo(expected);
        assertThat(config.getValue("quarkus.otel.sdk.disabled", Boolean.class)).isEqualTo(!expected);
    }

    @Test
    void disabledWithoutEndpoint() {
        // When
        SmallRyeConfig config = config(Map.of());

        // Then
        assertEnabled(config, false);
    }

    @Test
    void enabledByEndpoint() {
        // When
        SmallRyeConfig config = config(Map.of(ENDPOINT, "http://collector:4317"));

        // Then
        assertEnabled(config, true);
    }

    @Test
    void explicitSettingOverridesEndpoint() {
        // When
        SmallRyeConfig config = config(Map.of(ENDPOINT, "http://collector:4317", ENABLED, "false"));

        // Then
        assertEnabled(config, false);
    }
}
