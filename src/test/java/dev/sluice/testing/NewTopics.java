package dev.sluice.testing;

import static dev.sluice.testing.Waits.await;
import static java.util.stream.Collectors.toMap;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Creates topics for a test. */
public final class NewTopics {

    private NewTopics() {}

    /**
     * Creates topics and waits until all partitions have leaders. A leader that is not ready yet would lose track of the sequence
     * numbers of a producer's first batches.
     *
     * @param topics topics with an explicit number of partitions
     */
    public static void create(Admin admin, Collection<NewTopic> topics)
            throws InterruptedException, ExecutionException {
        admin.createTopics(topics).all().get();
        Map<TopicPartition, OffsetSpec> partitions = topics.stream()
                .flatMap(topic -> IntStream.range(0, topic.numPartitions())
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .collect(toMap(Function.identity(), partition -> OffsetSpec.latest()));
        // Only leaders respond to this request.
        await().ignoreExceptions()
                .until(() -> admin.listOffsets(partitions).all().get().keySet().equals(partitions.keySet()));
    }
}
