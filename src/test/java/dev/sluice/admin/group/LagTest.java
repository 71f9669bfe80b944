package dev.sluice.admin.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.kafka.PartitionLog;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LagTest {

    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0, 0, , ",
        "3, 0, 5, 2, 0, 3, ",
        "5, 0, 5, 0, 0, , ",
        "2, 4, 5, 3, 2, 4, trimmed",
        "2, 5, 5, 3, 3, , trimmed",
        "9, 0, 5, 0, 0, , beyond-end",
    })
    void isNeverNegativeAndCountsLostOffsets(
            long committed, long first, long end, long records, long lost, Long firstUnconsumed, String condition) {
        // When
        Lag lag = new Lag(PARTITION, committed, new PartitionLog.Present(Uuid.ZERO_UUID, first, end));

        // Then
        assertThat(lag.records()).isEqualTo(records);
        assertThat(lag.lost()).isEqualTo(lost);
        assertThat(lag.firstUnconsumed()).isEqualTo(firstUnconsumed);
        assertThat(lag.condition()).isEqualTo(condition);
    }

    @Test
    void isZeroForDeletedTopic() {
        // When
        Lag lag = new Lag(PARTITION, 7L, new PartitionLog.Deleted());

        // Then
        assertThat(lag.records()).isZero();
        assertThat(lag.firstUnconsumed()).isNull();
        assertThat(lag.condition()).isEqualTo("deleted");
    }

    @Test
    void isUnknownWithoutLeaderOrOffset() {
        // When
        Lag leaderless = new Lag(PARTITION, 7L, new PartitionLog.Leaderless());
        Lag uncommitted = new Lag(PARTITION, null, new PartitionLog.Present(Uuid.ZERO_UUID, 2, 5));

        // Then
        assertThat(leaderless.records()).isNull();
        assertThat(leaderless.condition()).isEqualTo("leaderless");
        assertThat(uncommitted.records()).isNull();
        assertThat(uncommitted.fromBeginning().records()).isEqualTo(3);
    }
}
