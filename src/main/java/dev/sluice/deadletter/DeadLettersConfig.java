package dev.sluice.deadletter;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/** Dead letters: their topics, and the limits of listing, redriving and purging them. */
@ConfigMapping(prefix = "sluice.dead-letters")
public interface DeadLettersConfig {

    /** Regular expression that matches the full name of each dead-letter topic. */
    @WithDefault(".*\\.dlq")
    Pattern topics();

    /** Compacted topic with the resolutions of dead letters. It must be the same on all replicas. */
    @WithDefault("sluice-dead-letter-resolutions")
    String resolutionsTopic();

    /** Maximum number of resolved dead letters that are not purged yet. Each takes about 200 bytes of memory. */
    @WithDefault("500000")
    @Min(1)
    int maxResolutions();

    /** Maximum number of dead letters that a list request reads. The page ends there, even if it is not full. */
    @WithDefault("10000")
    @Min(1)
    @Max(1_000_000)
    int maxScan();

    /** Maximum duration for which a list request reads. It returns the dead letters that it has found by then. */
    @WithDefault("10s")
    Duration maxTime();

    /** Maximum time to wait for the next records. A request that waits longer fails with a 503. */
    @WithDefault("10s")
    Duration readTimeout();

    /**
     * Maximum number of concurrent requests for dead letters, each with its own consumer. Further requests get a 503.
     */
    @WithDefault("4")
    @Min(1)
    @Max(100)
    int maxRequests();

    /** Maximum number of times that an event is redriven. Dead letters of events that reached it are skipped. */
    @WithDefault("3")
    @Min(1)
    @Max(1000)
    int maxRedrives();

    /** Default rate of a redrive, in dead letters per second. */
    @WithDefault("100")
    @Min(1)
    @Max(10_000)
    int rate();

    /** Maximum number of dead letters that a redrive sends in one transaction. */
    @WithDefault("100")
    @Min(1)
    @Max(1_000)
    int maxBatch();

    /** Kafka consumer settings for dead letters, in addition to those that all clients share. */
    Map<String, String> consumer();

    /** Kafka producer settings for redrives, in addition to those that all clients share. */
    Map<String, String> producer();
}
