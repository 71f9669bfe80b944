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

/** Lists and describes topics of the cluster, whosever they are. For threads that may wait. */
@Singleton
class TopicReader {

    static final ProblemType UNKNOWN = ProblemType.of("unknown-topic", 404, "There is no such topic", false, 0);

    private static final int MAX_PARTITIONS = 1_000;

    private final KafkaAdmin kafka;
    private final PartitionOffsets offsets;
    private final ClusterTopics cluster;
    private final TopicSpecs declarations;

    TopicReader(KafkaAdmin kafka, ClusterTopics cluster, TopicSpecs declarations) {
        this.kafka = kafka;
        this.offsets = new PartitionOffsets(kafka);
        this.cluster = cluster;
        this.declarations = declarations;
    }

    /**
     * A page of all topics.
     *
     * @param after the name behind which it begins; null for the first page
     * @throws KafkaException if Kafka does not answer
     */
    TopicPage list(int limit, @Nullable String after) {
        Map<String, Boolean> internal = new TreeMap<>();
        kafka.call(admin -> admin.listTopics(new ListTopicsOptions().listInternal(true))
                        .listings())
                .forEach(topic -> internal.put(topic.name(), topic.isInternal()));
        List<String> behind = internal.keySet().stream()
                .filter(name -> after == null || name.compareTo(after) > 0)
                .limit(limit + 1L)
                .toList();
        List<String> page = behind.subList(0, Math.min(limit, behind.size()));
        return new TopicPage(
                cluster.describe(page).values().stream().map(this::summary).toList(),
                declarations.all().stream()
                        .map(TopicSpec::name)
                        .filter(name -> !internal.containsKey(name))
                        .toList(),
                behind.size() > limit ? page.get(limit - 1) : null);
    }

    private TopicPage.Summary summary(ClusterTopics.Described described) {
        ActualTopic actual = described.actual();
        var declared = declarations.find(actual.name());
        return new TopicPage.Summary(
                actual.name(),
                described.topic().isInternal(),
                actual.partitions(),
                actual.replicationFactor(),
                declared.isPresent(),
                DriftView.of(declared, actual));
    }

    /**
     * All of one topic.
     *
     * @throws HttpProblem if there is none
     * @throws KafkaException if Kafka does not answer
     */
    TopicDetails read(String name) {
        ClusterTopics.Described described = cluster.describe(List.of(name)).get(name);
        if (described == null) {
            throw UNKNOWN.with(
                    declarations.find(name).isPresent() ? "It is declared, and missing" : "The cluster has none");
        }
        ActualTopic actual = described.actual();
        var declared = declarations.find(name);
        List<TopicDetails.Partition> partitions = partitions(described.topic());
        return new TopicDetails(
                name,
                described.topic().isInternal(),
                actual.partitions(),
                actual.replicationFactor(),
                partitions.stream()
                        .map(TopicDetails.Partition::records)
                        .mapToLong(records -> records == null ? 0 : records)
                        .sum(),
                declared.isPresent(),
                DriftView.of(declared, actual),
                changed(described.config()),
                partitions);
    }

    private List<TopicDetails.Partition> partitions(TopicDescription topic) {
        List<TopicPartitionInfo> shown =
                topic.partitions().stream().limit(MAX_PARTITIONS).toList();
        Map<TopicPartition, PartitionLog.Present> logs = offsets.ofAvailable(topic.name(), shown);
        return shown.stream()
                .map(partition ->
                        partition(partition, logs.get(new TopicPartition(topic.name(), partition.partition()))))
                .toList();
    }

    private static TopicDetails.Partition partition(TopicPartitionInfo partition, PartitionLog.@Nullable Present log) {
        Node leader = partition.leader();
        return new TopicDetails.Partition(
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

    private static Map<String, String> changed(Config config) {
        return config.entries().stream()
                .filter(entry -> !entry.isDefault() && !entry.isSensitive() && entry.value() != null)
                .collect(toMap(ConfigEntry::name, ConfigEntry::value, (one, other) -> one, TreeMap::new));
    }
}
