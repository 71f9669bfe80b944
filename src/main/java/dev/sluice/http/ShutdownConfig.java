package dev.sluice.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "sluice.shutdown")
public interface ShutdownConfig {

    /**
     * How long requests are taken as ever after the signal to stop, while readiness is down already: load balancers need
     * this time to look elsewhere.
     */
    @WithDefault("3s")
    Duration delay();

    /**
     * How long after that the requests that are begun may take. An answer of Kafka comes within ten seconds. With what
     * processing may take for its last transaction, fifteen seconds, this is within the thirty that Kubernetes gives.
     */
    @WithDefault("10s")
    Duration timeout();
}
