package dev.sluice.processing;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The offsets that a batch's transaction commits. The group's committed offsets alone say whether it did: SmallRye 4.31
 * reports a transaction whose commit failed as one that succeeded, and takes nothing back when one could not begin. What is
 * asked here is asked until Kafka answers, since whoever goes on without an answer skips the batch.
 */
final class BatchOffsets {

    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> next = new HashMap<>();

    BatchOffsets(KafkaConsumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> batch) {
        this.consumer = consumer;
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            next.merge(new TopicPartition(record.topic(), record.partition()), record.offset() + 1, Math::max);
        }
    }

    /** Whether the batch is committed, by this instance or by one that has taken over. */
    Uni<Boolean> areCommitted() {
        return persistently(
                consumer.committed(next.keySet().toArray(TopicPartition[]::new)).map(this::areReachedBy));
    }

    private boolean areReachedBy(Map<TopicPartition, OffsetAndMetadata> committed) {
        return next.entrySet().stream().allMatch(entry -> {
            OffsetAndMetadata offset = committed.get(entry.getKey());
            return offset != null && offset.offset() >= Objects.requireNonNull(entry.getValue());
        });
    }

    /** Goes back to what is committed, and forgets what was fetched beyond. */
    Uni<Void> takeBack() {
        return persistently(consumer.resetToLastCommittedPositions());
    }

    private static <T> Uni<T> persistently(Uni<T> question) {
        return question.onFailure()
                .retry()
                .withBackOff(FIRST_WAIT, LONGEST_WAIT)
                .indefinitely();
    }
}
