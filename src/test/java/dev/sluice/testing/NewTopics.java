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

/** Topics of a test. */
public final class NewTopics {

    private NewTopics() {}

    /**
     * Creates topics, and waits for the leaders of their partitions: one that is not ready yet would lose track of a
     * producer's first batches.
     *
     * @param topics with their numbers of partitions
     */
    public static void create(Admin admin, Collection<NewTopic> topics)
            throws InterruptedException, ExecutionException {
        admin.createTopics(topics).all().get();
        Map<TopicPartition, OffsetSpec> partitions = topics.stream()
                .flatMap(topic -> IntStream.range(0, topic.numPartitions())
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .collect(toMap(Function.identity(), partition -> OffsetSpec.latest()));
        // Only a leader answers this.
        await().ignoreExceptions()
                .until(() -> admin.listOffsets(partitions).all().get().keySet().equals(partitions.keySet()));
    }
}
