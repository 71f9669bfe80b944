package dev.sluice.admin.topic;

import static java.util.stream.Collectors.toMap;

import dev.sluice.http.ProblemType;
import dev.sluice.kafka.KafkaAdmin;
import dev.sluice.kafka.PartitionLog;
import dev.sluice.kafka.PartitionOffsets;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.jspecify.annotations.Nullable;

/** Lists and describes the topics of the cluster, declared or not. For threads that may block. */
@Singleton
class TopicReader {

    static final ProblemType UNKNOWN = ProblemType.of("unknown-topic", 404, "Topic not found", false, 0);

    private static final int MAX_PARTITIONS = 1_000;

    private final KafkaAdmin kafka;
    private final PartitionOffsets partitionOffsets;
    private final ClusterTopics cluster;
    private final TopicSpecs specs;

    TopicReader(KafkaAdmin kafka, ClusterTopics cluster, TopicSpecs specs) {
        this.kafka = kafka;
        this.partitionOffsets = new PartitionOffsets(kafka);
        this.cluster = cluster;
        this.specs = specs;
    }

    /**
     * Returns a page of all topics, ordered by name.
     *
     * @param limit the maximum number of topics
     * @param after the name after which the page starts; null for the first page
     * @throws KafkaException if Kafka does not answer
     */
    TopicView.Page list(int limit, @Nullable String after) {
        Map<String, Boolean> internal = new TreeMap<>();
        kafka.call(admin -> admin.listTopics(new ListTopicsOptions().listInternal(true))
                        .listings())
                .forEach(topic -> internal.put(topic.name(), topic.isInternal()));
        List<String> found = internal.keySet().stream()
                .filter(name -> after == null || name.compareTo(after) > 0)
                .limit(limit + 1L)
                .toList();
        List<String> page = found.subList(0, Math.min(limit, found.size()));
        return new TopicView.Page(
                cluster.describe(page).values().stream().map(this::summary).toList(),
                specs.all().stream()
                        .map(TopicSpec::name)
                        .filter(name -> !internal.containsKey(name))
                        .toList(),
                found.size() > limit ? page.get(limit - 1) : null);
    }

    private TopicView.Summary summary(ClusterTopics.Described described) {
        ClusterTopics.ActualTopic actual = described.actual();
        var spec = specs.find(actual.name());
        return new TopicView.Summary(
                actual.name(),
                described.topic().isInternal(),
                actual.partitions(),
                actual.replicationFactor(),
                spec.isPresent(),
                TopicView.Drift.of(spec, actual));
    }

    /**
     * Describes a topic with its partitions and configuration.
     *
     * @throws HttpProblem if there is no such topic
     * @throws KafkaException if Kafka does not answer
     */
    TopicView.Details read(String name) {
        ClusterTopics.Described described = cluster.describe(List.of(name)).get(name);
        var spec = specs.find(name);
        if (described == null) {
            throw UNKNOWN.with(
                    spec.isPresent()
                            ? "The topic is declared, but it does not exist; run the init process to create it"
                            : "The cluster has no topic with this name");
        }
        ClusterTopics.ActualTopic actual = described.actual();
        List<TopicView.Partition> partitions = partitions(described.topic());
        return new TopicView.Details(
                name,
                described.topic().isInternal(),
                actual.partitions(),
                actual.replicationFactor(),
                partitions.stream()
                        .map(TopicView.Partition::records)
                        .mapToLong(records -> records == null ? 0 : records)
                        .sum(),
                spec.isPresent(),
                TopicView.Drift.of(spec, actual),
                nonDefault(described.config()),
                partitions);
    }

    private List<TopicView.Partition> partitions(TopicDescription topic) {
        List<TopicPartitionInfo> listed =
                topic.partitions().stream().limit(MAX_PARTITIONS).toList();
        Map<TopicPartition, PartitionLog.Present> logs = partitionOffsets.ofAvailable(topic, listed);
        return listed.stream()
                .map(partition ->
                        partition(partition, logs.get(new TopicPartition(topic.name(), partition.partition()))))
                .toList();
    }

    private static TopicView.Partition partition(TopicPartitionInfo partition, PartitionLog.@Nullable Present log) {
        Node leader = partition.leader();
        return new TopicView.Partition(
                partition.partition(),
                leader == null ? null : leader.id(),
                ids(partition.replicas()),
                ids(partition.isr()),
                log == null ? null : log.first(),
                log == null ? null : log.end(),
                log == null ? null : log.end() - log.first());
    }

    private static List<Integer> ids(Collection<Node> brokers) {
        return brokers.stream().map(Node::id).toList();
    }

    private static Map<String, String> nonDefault(Config config) {
        return config.entries().stream()
                .filter(entry -> !entry.isDefault() && !entry.isSensitive() && entry.value() != null)
                .collect(toMap(ConfigEntry::name, ConfigEntry::value, (one, other) -> one, TreeMap::new));
    }
}
