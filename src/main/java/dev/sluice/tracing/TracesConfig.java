package dev.sluice.tracing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;

@ConfigMapping(prefix = "sluice.traces")
public interface TracesConfig {

    /**
     * Whether there are traces. If this is not said, there are once {@code quarkus.otel.exporter.otlp.endpoint} says where
     * they go.
     */
    @WithDefault("false")
    boolean enabled();

    /**
     * How many of the traces that begin here are recorded, from 0 to 1. A client that sends its own {@code traceparent}
     * has decided that already.
     */
    @WithDefault("1.0")
    @DecimalMin("0.0")
    @DecimalMax("1.0")
    double ratio();
}
