package dev.sluice.processing;

import dev.sluice.runtime.BackgroundRetry.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** The partitions whose next record has failed and is to be tried again, and when. For one thread at a time. */
final class PartitionRetries {

    private final Duration backoff;
    private final Duration maxBackoff;
    private final Map<TopicPartition, Retry> retries = new HashMap<>();

    PartitionRetries(Duration backoff, Duration maxBackoff) {
        this.backoff = backoff;
        this.maxBackoff = maxBackoff;
    }

    private static final class Retry {

        private final long offset;
        private final Backoff waits;
        private int attempts;
        private Instant due = Instant.MIN;

        Retry(long offset, Backoff waits) {
            this.offset = offset;
            this.waits = waits;
        }
    }

    /** How often a record has been tried so far. */
    int attempts(TopicPartition partition, long offset) {
        Retry retry = retries.get(partition);
        return retry == null || retry.offset != offset ? 0 : retry.attempts;
    }

    /** Counts a failed attempt, and puts the next one off. */
    void failed(TopicPartition partition, long offset, Instant now) {
        Retry retry = retries.get(partition);
        if (retry == null || retry.offset != offset) {
            retry = new Retry(offset, new Backoff(backoff, maxBackoff));
            retries.put(partition, retry);
        }
        retry.attempts++;
        retry.due = now.plus(retry.waits.next());
    }

    /** The partitions that have not waited long enough. */
    List<TopicPartition> waiting(Instant now) {
        return retries.entrySet().stream()
                .filter(retry -> retry.getValue().due.isAfter(now))
                .map(Map.Entry::getKey)
                .toList();
    }

    void forget(Collection<TopicPartition> partitions) {
        retries.keySet().removeAll(partitions);
    }
}
