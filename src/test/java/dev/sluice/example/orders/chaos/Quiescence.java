package dev.sluice.example.orders.chaos;

import static java.util.stream.Collectors.toMap;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Waits until processing and the projection have handled every record. A wait has no deadline, since a slow machine is not a
 * failure of the service; it ends when nothing has changed for 90 seconds.
 */
final class Quiescence {

    private static final Duration STALL_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);
    private static final int MAX_POLLS = 50;

    private final Admin admin;
    private final String bootstrapServers;
    private final Collection<TopicPartition> partitions;

    /** @param partitions all partitions that processing reads or writes */
    private Quiescence(Cluster cluster, Collection<TopicPartition> partitions) {
        this.admin = cluster.admin();
        this.bootstrapServers = cluster.bootstrapServers();
        this.partitions = partitions;
    }

    private record GroupState(Map<TopicPartition, Long> ends, Map<TopicPartition, Long> committed, boolean isIdle) {}

    /**
     * Waits until the processing group has no lag and no transaction is open.
     *
     * @param partitions all partitions that processing reads or writes
     * @throws AssertionError if the group stalls
     */
    static void awaitProcessing(Cluster cluster, Collection<TopicPartition> partitions) {
        Quiescence quiescence = new Quiescence(cluster, partitions);
        if (!awaitUnlessStalled(quiescence::groupState, GroupState::isIdle)) {
            throw new AssertionError(
                    "the group " + SystemUnderTest.PROCESSING_GROUP + " has stalled: " + quiescence.groupState());
        }
    }

    /** Waits until the projection has reached these offsets, or has stalled: {@link ProjectionChecker} reports the latter. */
    static void awaitProjection(Postgresql database, Map<String, Long> ends) {
        awaitUnlessStalled(() -> ProjectionTables.positions(database), positions -> ends.entrySet().stream()
                .allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue()));
    }

    /** Polls until a state is final; returns false if equal states are observed for 90 seconds before that. */
    private static <T> boolean awaitUnlessStalled(Supplier<T> observe, Predicate<T> isFinal) {
        T state = observe.get();
        long since = System.nanoTime();
        while (!isFinal.test(state)) {
            if (System.nanoTime() - since > STALL_TIMEOUT.toNanos()) {
                return false;
            }
            Pause.sleep(POLL_INTERVAL);
            T next = observe.get();
            if (!next.equals(state)) {
                state = next;
                since = System.nanoTime();
            }
        }
        return true;
    }

    /** Results are written before offsets are committed, so the group is idle if no partition has grown since its lag was 0. */
    private GroupState groupState() {
        try {
            Map<TopicPartition, Long> ends = ends(IsolationLevel.READ_UNCOMMITTED);
            Map<TopicPartition, Long> committed = committed();
            return new GroupState(
                    ends,
                    committed,
                    hasNoLag(committed, ends)
                            && ends.equals(ends(IsolationLevel.READ_UNCOMMITTED))
                            && ends.equals(ends(IsolationLevel.READ_COMMITTED)));
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<TopicPartition, Long> committed() throws ExecutionException, InterruptedException {
        return admin
                .listConsumerGroupOffsets(SystemUnderTest.PROCESSING_GROUP)
                .partitionsToOffsetAndMetadata()
                .get()
                .entrySet()
                .stream()
                .collect(toMap(Map.Entry::getKey, offset -> offset.getValue().offset()));
    }

    private Map<TopicPartition, Long> ends(IsolationLevel isolation) throws ExecutionException, InterruptedException {
        return admin
                .listOffsets(
                        partitions.stream().collect(toMap(partition -> partition, partition -> OffsetSpec.latest())),
                        new ListOffsetsOptions(isolation))
                .all()
                .get()
                .entrySet()
                .stream()
                .collect(toMap(Map.Entry::getKey, end -> end.getValue().offset()));
    }

    /** Reads on from the committed offsets, because transaction markers occupy offsets as well but are not records. */
    private boolean hasNoLag(Map<TopicPartition, Long> committed, Map<TopicPartition, Long> ends) {
        List<TopicPartition> input = partitions.stream()
                .filter(partition -> partition.topic().equals(SystemUnderTest.ORDERS_TOPIC))
                .toList();
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(input);
            consumer.seekToBeginning(input);
            committed.forEach(consumer::seek);
            int polls = 0;
            while (input.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                polls++;
                if (polls > MAX_POLLS || !consumer.poll(Duration.ofMillis(100)).isEmpty()) {
                    return false;
                }
            }
            return true;
        }
    }
}
