package dev.sluice.projection;

import org.apache.kafka.common.TopicPartition;

/** The tables stand before what was written to them: the log has to be read again from there. */
final class PositionRegressedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PositionRegressedException(TopicPartition partition, long position, long written) {
        super("the tables have read " + partition + " up to offset " + position + ", and had read it up to " + written);
    }
}
