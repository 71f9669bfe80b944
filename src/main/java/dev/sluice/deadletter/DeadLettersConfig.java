package dev.sluice.deadletter;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/** What operators may do with dead letters, and how much of it at once. */
@ConfigMapping(prefix = "sluice.dead-letters")
public interface DeadLettersConfig {

    /** The names of the dead-letter topics: a regular expression that matches all of a name. */
    @WithDefault(".*\\.dlq")
    Pattern topics();

    /** The compacted topic that says which letters are dealt with. All replicas must use the same. */
    @WithDefault("sluice-dead-letter-resolutions")
    String resolutionsTopic();

    /** The most letters that are marked and not purged yet. They are held in memory, some 200 bytes each. */
    @WithDefault("500000")
    @Min(1)
    int maxResolutions();

    /** The most letters that one request for a list reads; a page ends there even if it is not full. */
    @WithDefault("10000")
    @Min(1)
    @Max(1_000_000)
    int maxScan();

    /** How long one request for a list reads before it answers with what it has. */
    @WithDefault("10s")
    Duration maxTime();

    /** How long Kafka may take to give the next records before it is taken to be away. */
    @WithDefault("10s")
    Duration readTimeout();

    /** The most requests at once that read or send letters; each has a consumer of its own. Those beyond are refused. */
    @WithDefault("4")
    @Min(1)
    @Max(100)
    int maxRequests();

    /** How often an event may be redriven: each letter counts the redrives that it has behind it. */
    @WithDefault("3")
    @Min(1)
    @Max(1000)
    int maxRedrives();

    /** Letters a second that a redrive sends, if the request says nothing else. */
    @WithDefault("100")
    @Min(1)
    @Max(10_000)
    int rate();

    /** The most letters of one transaction. */
    @WithDefault("100")
    @Min(1)
    @Max(1_000)
    int maxBatch();

    /** Settings of Kafka's consumer that differ from those that all share. */
    Map<String, String> consumer();

    /** Settings of Kafka's producer that differ from those that all share. */
    Map<String, String> producer();
}
