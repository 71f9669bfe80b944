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

/** The division of a batch into lanes, which can be written concurrently. */
final class WriteLanes {

    /** Two lanes keep PostgreSQL busy while the client encodes statements and decodes results. */
    private static final int LANES = 2;

    private WriteLanes() {}

    /**
     * Returns lanes of similar length. The records of a partition are in one lane and in order. Partitions with the
     * same number share a lane, whatever their topics: they have the same keys, and concurrent changes of one row
     * would block each other.
     */
    static List<Iterator<ConsumerRecord<byte[], byte[]>>> of(ConsumerRecords<byte[], byte[]> records) {
        Map<Integer, List<ConsumerRecord<byte[], byte[]>>> byNumber = new TreeMap<>();
        for (TopicPartition partition : records.partitions()) {
            byNumber.computeIfAbsent(partition.partition(), first -> new ArrayList<>())
                    .addAll(records.records(partition));
        }
        PriorityQueue<List<ConsumerRecord<byte[], byte[]>>> lanes =
                new PriorityQueue<>(Comparator.comparing(List::size));
        for (int lane = 0; lane < LANES; lane++) {
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
