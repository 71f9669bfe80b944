package dev.sluice.example.orders.chaos;

import static dev.sluice.testing.Waits.LONG_LIMIT;
import static dev.sluice.testing.Waits.await;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** The committed offsets of a group without members, as an operator manages them. Repeats calls while brokers are unavailable. */
record GroupOffsets(Admin admin, String group) {

    Map<TopicPartition, OffsetAndMetadata> read() {
        return await("committed offsets")
                .atMost(LONG_LIMIT)
                .ignoreExceptions()
                .until(
                        () -> admin.listConsumerGroupOffsets(
                                        group, new ListConsumerGroupOffsetsOptions().requireStable(true))
                                .partitionsToOffsetAndMetadata()
                                .get(),
                        offsets -> true);
    }

    /** Deletes the group with its offsets. */
    void delete() {
        await("deletion of the group").atMost(LONG_LIMIT).ignoreExceptions().until(() -> {
            try {
                admin.deleteConsumerGroups(Set.of(group)).all().get();
                return true;
            } catch (ExecutionException e) {
                return e.getCause() instanceof GroupIdNotFoundException;
            }
        });
    }

    void restore(Map<TopicPartition, OffsetAndMetadata> offsets) {
        await("reset of the group").atMost(LONG_LIMIT).ignoreExceptions().until(() -> {
            admin.alterConsumerGroupOffsets(group, offsets).all().get();
            return true;
        });
    }
}
