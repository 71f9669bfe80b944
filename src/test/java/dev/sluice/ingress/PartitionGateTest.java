package dev.sluice.ingress;

import static dev.sluice.testing.Waits.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.BackgroundRetry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PartitionGateTest {

    private static final Node SILENT = new Node(2, "silent.example", 9092);
    private static final Node OTHER = new Node(3, "other.example", 9092);
    private static final TopicPartition ZERO = new TopicPartition("parcels", 0);
    private static final TopicPartition ONE = new TopicPartition("parcels", 1);

    /** Keys of both partitions. */
    private static final List<byte[]> KEYS = IntStream.range(0, 20)
            .mapToObj(i -> Integer.toString(i).getBytes(UTF_8))
            .toList();

    private final BackgroundRetry retry = new BackgroundRetry();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private volatile Map<TopicPartition, Node> unwritable = Map.of();
    private final CountDownLatch answer = new CountDownLatch(1);

    private final PartitionGate gate =
            new PartitionGate(topic -> partitions(SILENT, OTHER), this::probe, retry, meters);

    @AfterEach
    void stop() {
        retry.stop(new ShutdownEvent());
        answer.countDown();
    }

    private static List<PartitionInfo> partitions(Node... leaders) {
        return IntStream.range(0, leaders.length)
                .mapToObj(i -> new PartitionInfo("parcels", i, leaders[i], leaders, leaders))
                .toList();
    }

    private Map<TopicPartition, Node> probe(Set<TopicPartition> suspects) {
        try {
            answer.await();
        } catch (InterruptedException e) {
            throw new KafkaException(e);
        }
        return unwritable;
    }

    private long closedKeys() {
        return KEYS.stream().filter(key -> gate.isClosed("parcels", key)).count();
    }

    private double refused(String broker) {
        return meters.get("sluice.ingress.refused.partitions")
                .tag("broker", broker)
                .gauge()
                .value();
    }

    @Test
    void closesOnlyThePartitionUntilItsLeaderHasBeenAsked() {
        // When
        gate.close(ONE);

        // Then
        long closed = closedKeys();
        gate.close(ZERO);
        assertThat(closed).isBetween(1L, KEYS.size() - 1L);
        assertThat(closedKeys()).isEqualTo(KEYS.size());
        assertThat(refused("2")).isEqualTo(1);
        assertThat(refused("3")).isEqualTo(1);
    }

    @Test
    void closesAllPartitionsOfASilentLeader() {
        // Given
        unwritable = Map.of(ZERO, SILENT, ONE, SILENT);

        // When
        gate.close(ZERO);
        answer.countDown();

        // Then
        await().until(() -> closedKeys() == KEYS.size());
        assertThat(gate.refusedPartitions()).isEqualTo(Map.of("broker 2 (silent.example:9092)", 2L));
        assertThat(refused("2")).isEqualTo(2);
    }

    @Test
    void opensPartitionsThatCanBeWrittenAgain() {
        // Given
        unwritable = Map.of(ZERO, SILENT, ONE, SILENT);
        gate.close(ZERO);
        answer.countDown();
        await().until(() -> closedKeys() == KEYS.size());

        // When
        unwritable = Map.of();

        // Then
        await().until(() -> closedKeys() == 0);
        await().until(() -> refused("2") == 0);
        gate.close(ZERO);
        await().until(() -> closedKeys() == 0);
    }

    @Test
    void isClosedByWhatLastsUntilTheDeliveryTimeout() {
        assertThat(PartitionGate.closes(new TimeoutException("Expiring 1 record(s) for parcels-0")))
                .isTrue();
        assertThat(PartitionGate.closes(new TimeoutException("Topic parcels not present in metadata after 0 ms.")))
                .isFalse();
        assertThat(PartitionGate.closes(new NotEnoughReplicasException())).isTrue();
        assertThat(PartitionGate.closes(new InvalidTimestampException("out of range")))
                .isFalse();
    }
}
