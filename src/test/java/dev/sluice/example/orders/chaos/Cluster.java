package dev.sluice.example.orders.chaos;

import static dev.sluice.testing.Waits.LONG_LIMIT;
import static dev.sluice.testing.Waits.await;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import dev.sluice.testing.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;

/**
 * A Kafka cluster of three broker processes. Partitions have three replicas and {@code min.insync.replicas=2}, so the cluster
 * tolerates the loss of one broker.
 */
final class Cluster implements AutoCloseable {

    static final int BROKERS = 3;

    private final List<Broker> brokers;
    private Admin admin;

    /** @param directory parent of the brokers' directories */
    Cluster(Path directory) {
        brokers = IntStream.rangeClosed(1, BROKERS)
                .mapToObj(id -> new Broker(id, directory.resolve("broker-" + id)))
                .toList();
    }

    /** Starts the brokers and waits until all have joined the cluster. */
    void start() {
        String clusterId = Uuid.randomUuid().toString();
        List<Integer> controllerPorts =
                Stream.generate(Ports::free).limit(BROKERS).toList();
        brokers.forEach(broker -> broker.start(clusterId, controllerPorts));
        admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
        awaitInSync();
    }

    List<Broker> brokers() {
        return brokers;
    }

    /** Returns bootstrap servers that bypass the proxies. */
    String bootstrapServers() {
        return brokers.stream().map(Broker::directAddress).collect(joining(","));
    }

    /** Returns bootstrap servers behind the proxies, for the service. */
    String proxiedBootstrapServers() {
        return brokers.stream().map(Broker::proxiedAddress).collect(joining(","));
    }

    Admin admin() {
        return admin;
    }

    /** Waits until all brokers have joined and all replicas are in sync, so that the loss of any one broker is tolerated. */
    void awaitInSync() {
        await("all replicas in sync")
                .atMost(LONG_LIMIT)
                .pollInterval(Duration.ofMillis(250))
                .ignoreExceptions()
                .until(this::isInSync);
    }

    private boolean isInSync() throws ExecutionException, InterruptedException {
        if (admin.describeCluster().nodes().get().size() < BROKERS) {
            return false;
        }
        Set<String> topics = admin.listTopics(new ListTopicsOptions().listInternal(true))
                .names()
                .get();
        return admin.describeTopics(topics).allTopicNames().get().values().stream()
                .flatMap(topic -> topic.partitions().stream())
                .allMatch(partition -> partition.isr().size() == BROKERS);
    }

    /** Returns the names of topics that have fewer than three replicas. */
    Set<String> underReplicatedTopics() throws ExecutionException, InterruptedException {
        return admin.describeTopics(admin.listTopics().names().get()).allTopicNames().get().values().stream()
                .filter(topic -> topic.partitions().stream()
                        .anyMatch(partition -> partition.replicas().size() < BROKERS))
                .map(TopicDescription::name)
                .collect(toSet());
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
        brokers.forEach(Broker::close);
    }
}
