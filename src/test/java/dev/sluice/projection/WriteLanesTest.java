package dev.sluice.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class WriteLanesTest {

    private static final TopicPartition PARCELS_0 = new TopicPartition("parcels", 0);
    private static final TopicPartition PARCELS_1 = new TopicPartition("parcels", 1);
    private static final TopicPartition PARCELS_2 = new TopicPartition("parcels", 2);
    private static final TopicPartition TRANSPORTS_0 = new TopicPartition("transports", 0);

    @Test
    void balancesLanes() {
        // Given
        var records = records(Map.of(PARCELS_0, 5, PARCELS_1, 3, PARCELS_2, 2));

        // When
        var lanes = lanes(records);

        // Then
        assertThat(lanes).extracting(List::size).containsExactly(5, 5);
    }

    @Test
    void keepsPartitionsWithTheSameNumberInOneLane() {
        // Given
        var records = records(Map.of(PARCELS_0, 5, TRANSPORTS_0, 5, PARCELS_1, 1));

        // When
        var lanes = lanes(records);

        // Then
        assertThat(lanes).extracting(List::size).containsExactly(1, 10);
    }

    @Test
    void keepsTheOrderOfAPartition() {
        // Given
        var records = records(Map.of(PARCELS_0, 3));

        // When
        var lanes = lanes(records);

        // Then
        assertThat(lanes.get(1)).extracting(ConsumerRecord::offset).containsExactly(0L, 1L, 2L);
    }

    private static ConsumerRecords<byte[], byte[]> records(Map<TopicPartition, Integer> counts) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new LinkedHashMap<>();
        counts.forEach((partition, count) -> {
            List<ConsumerRecord<byte[], byte[]>> partitionRecords = new ArrayList<>();
            for (int offset = 0; offset < count; offset++) {
                partitionRecords.add(new ConsumerRecord<>(
                        partition.topic(), partition.partition(), offset, new byte[0], new byte[0]));
            }
            records.put(partition, partitionRecords);
        });
        return new ConsumerRecords<>(records, Map.of());
    }

    /** Returns the lanes, the shortest first. */
    private static List<List<ConsumerRecord<byte[], byte[]>>> lanes(ConsumerRecords<byte[], byte[]> records) {
        return WriteLanes.of(records).stream()
                .map(WriteLanesTest::list)
                .sorted(Comparator.comparing(List::size))
                .toList();
    }

    private static List<ConsumerRecord<byte[], byte[]>> list(Iterator<ConsumerRecord<byte[], byte[]>> iterator) {
        List<ConsumerRecord<byte[], byte[]>> list = new ArrayList<>();
        iterator.forEachRemaining(list::add);
        return list;
    }
}
