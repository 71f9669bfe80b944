package dev.sluice.admin.group;

import dev.sluice.kafka.PartitionLog;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How far a group is behind in a partition.
 *
 * @param committed the offset of the next record that the group is to read; null, if it has committed none
 * @param log what there is to be read
 */
record Lag(TopicPartition partition, @Nullable Long committed, PartitionLog log) {

    /**
     * The log's end less what is committed, as Kafka's own tool counts it: offsets, of which compaction, transactions and
     * trimming leave some without a record. Never negative; null, if nothing is committed or the log's end is not known.
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

    /** Offsets that were deleted before the group has read them. */
    long lost() {
        return committed != null && log instanceof PartitionLog.Present present
                ? Math.max(0, present.first() - committed)
                : 0;
    }

    /** From where records are waiting; null, if there are none, or it is not known. */
    @Nullable
    Long waitingFrom() {
        if (committed == null || !(log instanceof PartitionLog.Present present)) {
            return null;
        }
        long from = Math.max(committed, present.first());
        return from < present.end() ? from : null;
    }

    /** What is out of the ordinary. */
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

    /** As if all that there is were to be read, unless something is committed. */
    Lag fromBeginning() {
        return committed == null && log instanceof PartitionLog.Present present
                ? new Lag(partition, present.first(), log)
                : this;
    }
}
