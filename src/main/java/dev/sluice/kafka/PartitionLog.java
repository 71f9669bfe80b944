package dev.sluice.kafka;

import org.apache.kafka.common.Uuid;

/** The state of a partition's log. */
public sealed interface PartitionLog {

    /**
     * The log has a leader.
     *
     * @param topicId id of the topic (KIP-516); a recreated topic has another one
     * @param first offset of the first retained record
     * @param end offset after the last record, including records of aborted and open transactions
     */
    record Present(Uuid topicId, long first, long end) implements PartitionLog {

        /** Returns whether a consumer can start at an offset: between the first record and the end, both inclusive. */
        public boolean has(long offset) {
            return offset >= first && offset <= end;
        }

        /** Returns whether the log has offsets, be they of records or of transaction markers. */
        public boolean isEmpty() {
            return first == end;
        }
    }

    /** The topic does not exist, or has fewer partitions. */
    record Deleted() implements PartitionLog {}

    /** The partition currently has no leader. */
    record Leaderless() implements PartitionLog {}
}
