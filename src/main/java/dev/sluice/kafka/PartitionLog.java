package dev.sluice.kafka;

/** The state of a partition's log. */
public sealed interface PartitionLog {

    /**
     * The log has a leader.
     *
     * @param first the offset of the first record that is kept
     * @param end the offset behind the last record, whether it is committed, aborted or neither yet
     */
    record Present(long first, long end) implements PartitionLog {

        public boolean has(long offset) {
            return offset >= first && offset <= end;
        }
    }

    /** The topic does not exist, or has fewer partitions. */
    record Deleted() implements PartitionLog {}

    /** The partition has no leader now. */
    record Leaderless() implements PartitionLog {}
}
