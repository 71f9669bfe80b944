package dev.sluice.processing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class WaitingRecordsTest {

    private static final TopicPartition ONE = new TopicPartition("t", 1);
    private static final TopicPartition TWO = new TopicPartition("t", 2);

    private final Set<Long> called = new HashSet<>();
    private final Set<Long> done = new HashSet<>();
    private final WaitingRecords waiting =
            new WaitingRecords(record -> called.contains(record.offset()), record -> done.contains(record.offset()), 3);

    private static ConsumerRecord<byte[], byte[]> record(TopicPartition partition, long offset, int size) {
        return new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                offset,
                0,
                TimestampType.CREATE_TIME,
                0,
                size,
                new byte[0],
                new byte[0],
                new RecordHeaders(),
                Optional.empty());
    }

    /** Returns records of partitions, whose consumer is two offsets after the last one: a marker follows. */
    private static ConsumerRecords<byte[], byte[]> polled(Map<TopicPartition, List<Long>> offsets) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        offsets.forEach((partition, each) -> {
            records.put(
                    partition,
                    each.stream().map(offset -> record(partition, offset, 1)).toList());
            next.put(partition, new OffsetAndMetadata(each.get(each.size() - 1) + 2));
        });
        return new ConsumerRecords<>(records, next);
    }

    private static Map<TopicPartition, List<Long>> offsets(ConsumerRecords<byte[], byte[]> records) {
        Map<TopicPartition, List<Long>> offsets = new HashMap<>();
        records.forEach(record -> offsets.computeIfAbsent(
                        new TopicPartition(record.topic(), record.partition()), key -> new ArrayList<>())
                .add(record.offset()));
        return offsets;
    }

    private ConsumerRecords<byte[], byte[]> next(ConsumerRecords<byte[], byte[]> polled) {
        return waiting.before(polled, Set.of());
    }

    @Test
    void returnsPolledRecordsIfNoneWait() {
        var polled = polled(Map.of(ONE, List.of(1L)));
        assertThat(next(polled)).isSameAs(polled);
    }

    @Test
    void keepsRecordsUntilTheFirstIsDone() {
        // Given
        called.add(6L);

        // When
        boolean kept = waiting.keep(polled(Map.of(ONE, List.of(5L, 6L, 7L))), ONE, 6);

        // Then
        assertThat(kept).isTrue();
        assertThat(waiting.hasReady(Set.of())).isFalse();
        assertThat(next(ConsumerRecords.empty()).isEmpty()).isTrue();
        done.add(6L);
        assertThat(waiting.hasReady(Set.of())).isTrue();
        assertThat(offsets(next(ConsumerRecords.empty()))).isEqualTo(Map.of(ONE, List.of(6L, 7L)));
        assertThat(next(ConsumerRecords.empty()).nextOffsets()).isEqualTo(Map.of(ONE, new OffsetAndMetadata(9)));
    }

    @Test
    void precedesPolledRecords() {
        // Given
        called.add(6L);
        waiting.keep(polled(Map.of(ONE, List.of(6L, 7L))), ONE, 6);

        // When
        var records = next(polled(Map.of(ONE, List.of(9L), TWO, List.of(4L))));

        // Then
        assertThat(offsets(records)).isEqualTo(Map.of(ONE, List.of(6L, 7L, 9L), TWO, List.of(4L)));
        assertThat(records.nextOffsets())
                .isEqualTo(Map.of(ONE, new OffsetAndMetadata(11), TWO, new OffsetAndMetadata(6)));
    }

    @Test
    void startsWithPartitionThatWasProcessedLeastRecently() {
        // Given
        called.addAll(List.of(6L, 7L));
        done.addAll(List.of(6L, 7L));
        for (TopicPartition partition : List.of(ONE, TWO)) {
            waiting.keep(polled(Map.of(partition, List.of(6L, 7L))), partition, 6);
        }

        // When
        var both = next(ConsumerRecords.empty());
        waiting.keep(both, ONE, 7);
        waiting.keep(both, TWO, 6);

        // Then
        assertThat(next(ConsumerRecords.empty()).partitions()).containsExactly(TWO, ONE);
    }

    @Test
    void excludesPartitionsThatWaitForARetry() {
        // Given
        called.add(6L);
        done.add(6L);
        waiting.keep(polled(Map.of(ONE, List.of(6L))), ONE, 6);

        // Then
        assertThat(waiting.hasReady(Set.of(ONE))).isFalse();
        assertThat(waiting.before(ConsumerRecords.empty(), Set.of(ONE)).isEmpty())
                .isTrue();
    }

    @Test
    void leavesRecordsThatDoNotWaitForCallsToTheConsumer() {
        assertThat(waiting.keep(polled(Map.of(ONE, List.of(5L, 6L))), ONE, 5)).isFalse();
        assertThat(waiting.isEmpty()).isTrue();
    }

    @Test
    void keepsNothingOfAProcessedPartition() {
        // Given
        called.add(5L);
        waiting.keep(polled(Map.of(ONE, List.of(5L))), ONE, 5);

        // When
        boolean isPositioned = waiting.keep(polled(Map.of(ONE, List.of(5L))), ONE, 6);

        // Then
        assertThat(isPositioned).isTrue();
        assertThat(waiting.isEmpty()).isTrue();
    }

    @Test
    void dropsRevokedPartitions() {
        // Given
        called.add(5L);
        waiting.keep(polled(Map.of(ONE, List.of(5L))), ONE, 5);

        // When
        waiting.drop(Set.of(ONE));

        // Then
        assertThat(waiting.partitions()).isEmpty();
    }

    @Test
    void isFullWithEnoughRecordsOrBytes() {
        // Given
        called.add(1L);
        waiting.keep(polled(Map.of(ONE, List.of(1L, 2L))), ONE, 1);
        assertThat(waiting.full()).isEmpty();

        // When
        waiting.keep(polled(Map.of(ONE, List.of(1L, 2L, 3L))), ONE, 1);
        waiting.keep(new ConsumerRecords<>(Map.of(TWO, List.of(record(TWO, 1, 1 << 20))), Map.of()), TWO, 1);

        // Then
        assertThat(waiting.full()).containsExactlyInAnyOrder(ONE, TWO);
    }
}
