package dev.sluice.processing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "sluice.processing")
public interface ProcessingConfig {

    /** The wait before a failed batch is tried again; it doubles with each failure in a row. */
    @WithDefault("100ms")
    Duration backoff();

    /** The longest such wait. */
    @WithDefault("10s")
    Duration maxBackoff();
}
