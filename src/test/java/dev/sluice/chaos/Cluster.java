package dev.sluice.chaos;

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
 * Three brokers as processes, with three replicas of each partition, of which two must have a record before it is
 * acknowledged: any one broker may be away.
 */
final class Cluster implements AutoCloseable {

    static final int BROKERS = 3;
    private final List<Broker> brokers;
    private Admin admin;

    /** @param folder where the brokers keep their data */
    Cluster(Path folder) {
        brokers = IntStream.rangeClosed(1, BROKERS)
                .mapToObj(id -> new Broker(id, folder.resolve("broker-" + id)))
                .toList();
    }

    /** Starts the brokers, and waits until they know each other. */
    void start() {
        String clusterId = Uuid.randomUuid().toString();
        List<Integer> controllerPorts =
                Stream.generate(Ports::free).limit(BROKERS).toList();
        brokers.forEach(broker -> broker.start(clusterId, controllerPorts));
        admin = Admin.create(Map.of("bootstrap.servers", internal()));
        awaitWhole();
    }

    List<Broker> brokers() {
        return brokers;
    }

    /** Bootstrap servers that no fault of the network is between. */
    String internal() {
        return brokers.stream().map(Broker::internal).collect(joining(","));
    }

    /** Bootstrap servers behind the proxies. */
    String clients() {
        return brokers.stream().map(Broker::clients).collect(joining(","));
    }

    Admin admin() {
        return admin;
    }

    /** Waits until all brokers are there and all replicas in sync, so that any one may go. */
    void awaitWhole() {
        await("all replicas in sync")
                .atMost(LONG_LIMIT)
                .pollInterval(Duration.ofMillis(250))
                .ignoreExceptions()
                .until(this::isWhole);
    }

    private boolean isWhole() throws ExecutionException, InterruptedException {
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

    /** Topics of the service that are not replicated as they should be. */
    Set<String> lessReplicated() throws ExecutionException, InterruptedException {
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
