package dev.sluice.runtime;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The times of the graceful shutdown. */
@ConfigMapping(prefix = "sluice.shutdown")
public interface ShutdownConfig {

    /**
     * Time between the signal to stop and the drain. Readiness is DOWN, and requests are still accepted, so that load balancers
     * can remove this process first.
     */
    @WithDefault("3s")
    Duration delay();

    /**
     * Maximum time to finish open requests after the delay; 0 skips the wait. The default covers an acknowledgement by Kafka, which
     * takes up to 10 s.
     */
    @WithDefault("10s")
    Duration timeout();

    /**
     * Maximum time of the whole shutdown, whatever is unavailable: delay, open requests, the last transaction of processing, and
     * closing connections. Then the process ends with 1. The default is less than half of the time that the manifests grant.
     */
    @WithDefault("20s")
    Duration limit();
}
