package dev.sluice.projection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** The records of a batch, divided into those that may be written at the same time. */
final class WriteLanes {

    /** Two keep PostgreSQL busy while statements are made and answers are read. */
    private static final int MOST = 2;

    private WriteLanes() {}

    /**
     * Lanes of some equal length, each with its records in the order of their partitions. Partitions of one number share one,
     * whatever their topics: they have the same keys, and two lanes that change the same orders would wait for each other.
     */
    static List<Iterator<ConsumerRecord<byte[], byte[]>>> of(ConsumerRecords<byte[], byte[]> records) {
        Map<Integer, List<ConsumerRecord<byte[], byte[]>>> byNumber = new TreeMap<>();
        for (TopicPartition partition : records.partitions()) {
            byNumber.computeIfAbsent(partition.partition(), first -> new ArrayList<>())
                    .addAll(records.records(partition));
        }
        PriorityQueue<List<ConsumerRecord<byte[], byte[]>>> lanes =
                new PriorityQueue<>(Comparator.comparing(List::size));
        for (int lane = 0; lane < MOST; lane++) {
            lanes.add(new ArrayList<>());
        }
        byNumber.values().stream()
                .sorted(Comparator.<Collection<?>>comparingInt(Collection::size).reversed())
                .forEach(next -> {
                    List<ConsumerRecord<byte[], byte[]>> shortest = lanes.remove();
                    shortest.addAll(next);
                    lanes.add(shortest);
                });
        return lanes.stream().map(List::iterator).toList();
    }
}
