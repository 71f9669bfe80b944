package dev.sluice.admin.group;

import dev.sluice.kafka.KafkaAdmin;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Asks for the offsets that groups have committed: none, for a group that there is not. */
final class GroupOffsets {

    private final KafkaAdmin kafka;

    GroupOffsets(KafkaAdmin kafka) {
        this.kafka = kafka;
    }

    /** @throws KafkaException if Kafka does not answer */
    Map<TopicPartition, Long> of(String group) {
        return of(List.of(group)).getOrDefault(group, Map.of());
    }

    /** @throws KafkaException if Kafka does not answer for one of them */
    Map<String, Map<TopicPartition, Long>> of(Collection<String> groups) {
        return of(groups, false);
    }

    /**
     * Waits until no transaction is open that would change them.
     *
     * @throws KafkaException if Kafka does not answer, or one stays open
     */
    Map<TopicPartition, Long> settled(String group) {
        return of(List.of(group), true).getOrDefault(group, Map.of());
    }

    private Map<String, Map<TopicPartition, Long>> of(Collection<String> groups, boolean stable) {
        if (groups.isEmpty()) {
            return Map.of();
        }
        ListConsumerGroupOffsetsResult result = kafka.client()
                .listConsumerGroupOffsets(
                        groups.stream()
                                .collect(Collectors.toMap(group -> group, group -> new ListConsumerGroupOffsetsSpec())),
                        new ListConsumerGroupOffsetsOptions().requireStable(stable));
        Map<String, Map<TopicPartition, Long>> offsets = new HashMap<>();
        for (String group : groups) {
            offsets.put(group, known(KafkaAdmin.await(result.partitionsToOffsetAndMetadata(group))));
        }
        return offsets;
    }

    private static Map<TopicPartition, Long> known(Map<TopicPartition, OffsetAndMetadata> committed) {
        Map<TopicPartition, Long> known = new HashMap<>();
        committed.forEach((TopicPartition partition, @Nullable OffsetAndMetadata offset) -> {
            if (offset != null) {
                known.put(partition, offset.offset());
            }
        });
        return known;
    }
}
