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
     * Maximum size of a response that is stored. The receipts of a batch of 1000 events take some 250 KB. A larger response is
     * returned once; of it, only the status is stored, so a repeat publishes nothing and is answered with 410.
     */
    @WithDefault("512K")
    MemorySize maxResponseSize();

    /**
     * Maximum size of the keys and responses that are stored for one client. A key counts 256 bytes and its response: 1 GB is
     * 2 million single events within the retention, or 4000 batches of 1000. Further keys are answered with 429. Each instance
     * learns every five minutes of the keys that the others store.
     */
    @WithDefault("1G")
    MemorySize maxClientSize();
}
