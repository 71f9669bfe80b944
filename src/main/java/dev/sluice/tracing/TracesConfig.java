package dev.sluice.tracing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

@ConfigMapping(prefix = "sluice.traces")
public interface TracesConfig {

    /**
     * Whether there are traces. If this is not said, there are once {@code quarkus.otel.exporter.otlp.endpoint} says where
     * they go.
     */
    @WithDefault("false")
    boolean enabled();

    /**
     * How many of the traces that begin here are recorded. A client that sends its own {@code traceparent} has decided that
     * already.
     */
    @WithDefault("1.0")
    @Min(0)
    @Max(1)
    double ratio();
}
