package dev.sluice.processing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Map;

@ConfigMapping(prefix = "sluice.processing")
public interface ProcessingConfig {

    /**
     * The most records whose handlers are called in a transaction; as many more may be passed over in it. Readers see all of it at once, when its slowest record is done, and all of it comes
     * again if it fails.
     */
    @WithDefault("500")
    @Min(1)
    @Max(10_000)
    int maxBatch();

    /**
     * How often a handler that throws, or does not return in time, is called with one event before it goes to the dead
     * letters. With the waits between, ten attempts take half a minute. What is not the event's fault, such as a registry
     * that is away, is tried for as long as it takes.
     */
    @WithDefault("10")
    @Min(1)
    @Max(1000)
    int maxAttempts();

    /** The wait before the second attempt; it doubles with each further one. The event's partition waits, the others go on. */
    @WithDefault("100ms")
    Duration backoff();

    /** The longest such wait. */
    @WithDefault("10s")
    Duration maxBackoff();

    /** How long a handler may take for one event. It is interrupted then, and left behind if it does not heed that. */
    @WithDefault("30s")
    Duration handlerTimeout();

    /** Settings of Kafka's consumer that differ from those that all share. */
    Map<String, String> consumer();

    /** Settings of Kafka's producer that differ from those that all share. */
    Map<String, String> producer();
}
