package dev.sluice.processing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** The configuration of event processing. */
@ConfigMapping(prefix = "sluice.processing")
public interface ProcessingConfig {

    /**
     * Maximum number of events whose handlers are called in one transaction. As many records without a handler may be
     * skipped in addition. Readers see the output of a transaction when its slowest event is done, and a failed
     * transaction is processed again as a whole.
     */
    @WithDefault("500")
    @Min(1)
    @Max(10_000)
    int maxBatch();

    /**
     * Maximum number of times that a handler which throws or times out is called with one event before the event is
     * dead-lettered. With the delays in between, ten attempts take half a minute. Failures that the event did not
     * cause, such as an unavailable registry, are retried without limit.
     */
    @WithDefault("10")
    @Min(1)
    @Max(1000)
    int maxAttempts();

    /** Delay before the second attempt; it doubles with each further one. Only the partition of the event waits. */
    @WithDefault("100ms")
    Duration backoff();

    /** Longest delay between two attempts. */
    @WithDefault("10s")
    Duration maxBackoff();

    /**
     * Maximum time for all handlers of one event together. Then the thread of the current one is interrupted, and
     * abandoned if it does not end.
     */
    @WithDefault("30s")
    Duration handlerTimeout();

    /**
     * Compacted topic with the partitions that the group has begun to process. With it, processing notices that the group has lost its
     * committed offsets. It must be the same on all replicas.
     */
    @WithDefault("sluice-processing-partitions")
    String partitionsTopic();

    /** Settings of the Kafka consumer that override or extend the shared ones. */
    Map<String, String> consumer();

    /** Settings of the Kafka producer that override or extend the shared ones. */
    Map<String, String> producer();

    /** Returns the consumer group. */
    default String groupId() {
        return Objects.requireNonNull(consumer().get(ConsumerConfig.GROUP_ID_CONFIG), "group.id is not set");
    }
}
