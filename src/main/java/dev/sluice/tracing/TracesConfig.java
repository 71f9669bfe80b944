package dev.sluice.tracing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

@ConfigMapping(prefix = "sluice.traces")
public interface TracesConfig {

    /** Whether tracing is enabled. By default it is enabled if {@code quarkus.otel.exporter.otlp.endpoint} is set. */
    @WithDefault("false")
    boolean enabled();

    /**
     * Ratio of traces started by Sluice that are sampled. Requests with a {@code traceparent} follow the decision of
     * the client.
     */
    @WithDefault("1.0")
    @Min(0)
    @Max(1)
    double ratio();
}
