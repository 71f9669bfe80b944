package dev.sluice.processing;

import static dev.sluice.testing.Waits.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.kafka.InvalidPosition;
import dev.sluice.kafka.KafkaAdmin;
import dev.sluice.kafka.KafkaClients;
import dev.sluice.kafka.LogPosition;
import dev.sluice.processing.ProcessingPositions.InvalidPositionException;
import dev.sluice.testing.DevServers;
import dev.sluice.testing.NewTopics;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A group whose positions do not fit the logs is not continued; a group that begins is. */
@QuarkusTest
class GroupPositionsTest {

    private final String topic = "positions-" + UUID.randomUUID();
    private final String group = "group-of-" + topic;
    private final TopicPartition used = new TopicPartition(topic, 0);
    private final TopicPartition unused = new TopicPartition(topic, 1);

    @Inject
    KafkaAdmin kafka;

    @Inject
    KafkaClients clients;

    DevServicesContext devServices;
    Admin admin;
    BegunPartitions begun;
    GroupPositions positions;

    @BeforeEach
    void newTopic() throws Exception {
        admin = new DevServers(devServices).admin();
        NewTopics.create(admin, List.of(new NewTopic(topic, 2, (short) 1)));
        begun = new BegunPartitions(clients, "sluice-processing-partitions", group);
        positions = new GroupPositions(kafka, begun, List.of(topic), group);
    }

    @AfterEach
    void deleteTopic() {
        admin.deleteTopics(List.of(topic));
        admin.close();
    }

    private void write(int records) {
        try (var producer = new DevServers(devServices).producer()) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(topic, 0, null, new byte[0]));
            }
        }
    }

    /** Does what processing does with an assigned partition, and commits an offset. */
    private void process(long offset) throws Exception {
        Map<TopicPartition, LogPosition> starts = starts();
        try (var producer = new DevServers(devServices).producer()) {
            starts.forEach((partition, start) -> producer.send(begun.record(partition, start.topicId())));
        }
        commit(new LogPosition(starts.get(used).topicId(), offset));
    }

    private void commit(LogPosition position) throws Exception {
        admin.alterConsumerGroupOffsets(group, Map.of(used, position.toCommit(), unused, new OffsetAndMetadata(0)))
                .all()
                .get();
    }

    private Map<TopicPartition, LogPosition> starts() throws Exception {
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        committed.put(used, null);
        committed.put(unused, null);
        committed.putAll(admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get());
        return positions.starts(committed);
    }

    private void trim(long first) throws Exception {
        admin.deleteRecords(Map.of(used, RecordsToDelete.beforeOffset(first)))
                .all()
                .get();
    }

    private void recreateTopic() throws Exception {
        admin.deleteTopics(List.of(topic)).all().get();
        await().until(() -> {
            try {
                admin.describeTopics(List.of(topic)).allTopicNames().get();
                return false;
            } catch (ExecutionException e) {
                return e.getCause() instanceof UnknownTopicOrPartitionException;
            }
        });
        NewTopics.create(admin, List.of(new NewTopic(topic, 2, (short) 1)));
    }

    private void assertInvalid(InvalidPosition.Reason reason) {
        assertThat(positions.check(true)).hasEntrySatisfying(used, position -> assertThat(position.reason())
                .isEqualTo(reason));
        assertThatThrownBy(this::starts).isInstanceOf(InvalidPositionException.class);
    }

    @Test
    void beginsTopicThatHasRecordsAtItsFirstOne() throws Exception {
        // Given
        write(3);

        // When
        Map<TopicPartition, InvalidPosition> found = positions.check(true);

        // Then
        assertThat(found).isEmpty();
        assertThat(starts().get(used).offset()).isZero();
        assertThat(starts().get(used).topicId()).isNotNull().isNotEqualTo(Uuid.ZERO_UUID);
    }

    @Test
    void continuesAtCommittedOffset() throws Exception {
        // Given
        write(3);
        process(2);

        // When
        Map<TopicPartition, InvalidPosition> found = positions.check(true);

        // Then
        assertThat(found).isEmpty();
        assertThat(starts().get(used).offset()).isEqualTo(2);
    }

    @Test
    void reportsLostOffsetsUntilAnOperatorSetsThem() throws Exception {
        // Given
        write(3);
        process(2);

        // When
        admin.deleteConsumerGroups(Set.of(group)).all().get();

        // Then
        assertInvalid(InvalidPosition.Reason.LOST);
        assertThat(positions.check(true)).doesNotContainKey(unused);

        // When
        commit(new LogPosition(null, 3));

        // Then
        assertThat(positions.check(true)).isEmpty();
        assertThat(starts().get(used).offset()).isEqualTo(3);
    }

    @Test
    void reportsRecreatedTopic() throws Exception {
        // Given
        write(3);
        process(2);
        Uuid former = starts().get(used).topicId();

        // When
        recreateTopic();
        write(5);

        // Then
        assertInvalid(InvalidPosition.Reason.RECREATED);

        // When
        commit(new LogPosition(former, 2));

        // Then
        assertInvalid(InvalidPosition.Reason.RECREATED);
    }

    @Test
    void reportsRecordsThatWereDeletedUnread() throws Exception {
        // Given
        write(3);
        process(1);

        // When
        trim(2);

        // Then
        assertInvalid(InvalidPosition.Reason.TRIMMED);
    }

    @Test
    void reportsPositionBeyondTheEnd() throws Exception {
        // Given
        write(3);
        process(4);

        // Then
        assertInvalid(InvalidPosition.Reason.BEYOND_END);
    }

    @Test
    void doesNotBeginALogWithoutItsFirstRecords() throws Exception {
        // Given
        write(3);

        // When
        trim(2);

        // Then
        assertInvalid(InvalidPosition.Reason.LOST);
    }

    @Test
    void beginsLogWhoseRecordsHaveAllExpired() throws Exception {
        // Given
        write(3);

        // When
        trim(3);

        // Then
        assertThat(positions.check(true)).isEmpty();
        assertThat(starts().get(used).offset()).isEqualTo(3);
    }
}
