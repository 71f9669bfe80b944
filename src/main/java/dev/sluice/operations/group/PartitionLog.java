package dev.sluice.operations.group;

/** What there is of a partition's log. */
sealed interface PartitionLog {

    /**
     * The log is there.
     *
     * @param first the offset of the first record that is kept
     * @param end the offset behind the last record, whether it is committed, aborted or neither yet
     */
    record Present(long first, long end) implements PartitionLog {

        boolean has(long offset) {
            return offset >= first && offset <= end;
        }
    }

    /** The topic is gone, or has not so many partitions. */
    record Deleted() implements PartitionLog {}

    /** The partition has no leader now. */
    record Leaderless() implements PartitionLog {}
}
