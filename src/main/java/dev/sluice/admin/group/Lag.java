package dev.sluice.admin.group;

import dev.sluice.kafka.PartitionLog;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The lag of a group in a partition.
 *
 * @param committed the offset of the next record that the group reads; null if it has not committed an offset
 * @param log the state of the partition's log
 */
record Lag(TopicPartition partition, @Nullable Long committed, PartitionLog log) {

    /**
     * Returns the end offset less the committed offset, as {@code kafka-consumer-groups} does. It counts offsets:
     * compaction, transactions and trimming leave some of them without a record. Never negative; null if no offset is
     * committed or the end offset is unknown.
     */
    @Nullable
    Long records() {
        if (committed == null) {
            return null;
        }
        return log instanceof PartitionLog.Present present
                ? Long.valueOf(Math.max(0, present.end() - committed))
                : log instanceof PartitionLog.Deleted ? Long.valueOf(0) : null;
    }

    /** Returns the number of offsets that were deleted before the group read them. */
    long lost() {
        return committed != null && log instanceof PartitionLog.Present present
                ? Math.max(0, present.first() - committed)
                : 0;
    }

    /** Returns the first offset in the log that the group has not consumed; null if there is none, or it is unknown. */
    @Nullable
    Long firstUnconsumed() {
        if (committed == null || !(log instanceof PartitionLog.Present present)) {
            return null;
        }
        long from = Math.max(committed, present.first());
        return from < present.end() ? from : null;
    }

    /** Returns the condition of the partition in the REST API; null if none applies. */
    @Nullable
    String condition() {
        if (log instanceof PartitionLog.Deleted) {
            return "deleted";
        }
        if (log instanceof PartitionLog.Present present) {
            return committed == null || present.has(committed)
                    ? null
                    : committed < present.first() ? "trimmed" : "beyond-end";
        }
        return "leaderless";
    }

    /** Returns the lag of a group that starts at the beginning of the log if it has not committed an offset. */
    Lag fromBeginning() {
        return committed == null && log instanceof PartitionLog.Present present
                ? new Lag(partition, present.first(), log)
                : this;
    }
}
