package dev.sluice.ingress.idempotency;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Configuration of idempotency keys. */
@ConfigMapping(prefix = "sluice.idempotency")
public interface IdempotencyConfig {

    /**
     * Time after the first request with a key during which a repeat returns the stored response; at least 5 minutes. Set it
     * longer than clients keep repeating a request. Each key is a row in the database.
     */
    @WithDefault("24h")
    Duration retention();

    /**
     * Maximum size of a response that is stored. The receipts of a batch of 1000 events take some 200 KB. Larger responses are
     * returned but not stored, so a repeat publishes again, with the same event ids.
     */
    @WithDefault("1M")
    MemorySize maxResponseSize();
}
