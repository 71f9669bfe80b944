package dev.sluice.operations.topic;

import static java.util.stream.Collectors.toMap;

import dev.sluice.kafka.KafkaAdmin;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.jboss.logging.Logger;

/** Asks where partitions begin and end. For threads that may wait. */
@Singleton
class PartitionOffsets {

    private static final Logger LOG = Logger.getLogger(PartitionOffsets.class);

    private final KafkaAdmin kafka;

    PartitionOffsets(KafkaAdmin kafka) {
        this.kafka = kafka;
    }

    /**
     * The offsets of a partition.
     *
     * @param first the first that is still there
     * @param end the one that the next record gets
     */
    record Range(long first, long end) {}

    /** Those of the partitions whose leaders answer, by partition. */
    Map<Integer, Range> of(String topic, Collection<TopicPartitionInfo> partitions) {
        List<TopicPartition> led = partitions.stream()
                .filter(partition -> partition.leader() != null)
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        ListOffsetsResult firsts = ask(led, OffsetSpec.earliest());
        ListOffsetsResult ends = ask(led, OffsetSpec.latest());
        Map<Integer, Range> ranges = new TreeMap<>();
        for (TopicPartition partition : led) {
            try {
                long first =
                        KafkaAdmin.answer(firsts.partitionResult(partition)).offset();
                long end = KafkaAdmin.answer(ends.partitionResult(partition)).offset();
                ranges.put(partition.partition(), new Range(first, Math.max(first, end)));
            } catch (KafkaException e) {
                // The others may have answered.
                LOG.debugf(e, "The offsets of %s cannot be told", partition);
            }
        }
        return ranges;
    }

    private ListOffsetsResult ask(Collection<TopicPartition> partitions, OffsetSpec which) {
        return kafka.client().listOffsets(partitions.stream().collect(toMap(Function.identity(), partition -> which)));
    }
}
