package dev.sluice.ingress.idempotency;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "sluice.idempotency")
public interface IdempotencyConfig {

    /**
     * How long after a key's first request its answer is replayed. It should be longer than any client goes on repeating,
     * 5 minutes at least, and each key costs a row.
     */
    @WithDefault("24h")
    Duration retention();

    /**
     * The largest answer that is kept: the receipts of a batch of 1000 events have some 200 KB. A larger one goes to the
     * client, but a repeat publishes again, with the same event ids.
     */
    @WithDefault("1M")
    MemorySize maxResponseSize();
}
