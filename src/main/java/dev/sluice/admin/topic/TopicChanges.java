package dev.sluice.admin.topic;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;

import dev.sluice.kafka.KafkaAdmin;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.jboss.logging.Logger;

/** Changes topics, and takes nothing away. For threads that may wait. */
@Singleton
class TopicChanges {

    private static final Logger LOG = Logger.getLogger(TopicChanges.class);

    private final KafkaAdmin kafka;

    TopicChanges(KafkaAdmin kafka) {
        this.kafka = kafka;
    }

    /**
     * Asks for what removes some differences.
     *
     * @param differences that are applicable
     * @return why Kafka did not do it, for those where it did not
     */
    Map<TopicDifference, KafkaException> make(Collection<TopicSpec> declared, Collection<TopicDifference> differences) {
        Map<String, TopicSpec> byName = declared.stream().collect(toMap(TopicSpec::name, Function.identity()));
        Map<TopicDifference, KafkaFuture<Void>> answers = new HashMap<>();
        create(only(TopicDifference.Missing.class, differences), byName, answers);
        raise(only(TopicDifference.Partitions.class, differences), answers);
        alter(only(TopicDifference.Setting.class, differences), answers);
        Map<TopicDifference, KafkaException> failures = new HashMap<>();
        List<String> corrected = new ArrayList<>();
        answers.forEach((difference, answer) -> {
            try {
                KafkaAdmin.await(answer);
                corrected.add(difference.text());
            } catch (KafkaException e) {
                failures.put(difference, e);
            }
        });
        if (!corrected.isEmpty()) {
            LOG.infof("Corrected: %s", corrected.stream().sorted().collect(joining("; ")));
        }
        return failures;
    }

    private void create(
            List<TopicDifference.Missing> missing,
            Map<String, TopicSpec> declared,
            Map<TopicDifference, KafkaFuture<Void>> answers) {
        var created = kafka.client()
                .createTopics(missing.stream()
                        .map(difference -> declared.get(difference.topic()))
                        .map(topic -> new NewTopic(
                                        topic.name(), Optional.of(topic.partitions()), topic.replicationFactor())
                                .configs(topic.config()))
                        .toList())
                .values();
        missing.forEach(difference -> answers.put(difference, created.get(difference.topic())));
    }

    private void raise(List<TopicDifference.Partitions> fewer, Map<TopicDifference, KafkaFuture<Void>> answers) {
        fewer.forEach(difference -> LOG.warnf(
                "%s: %d partitions become %d. From now on a key's events may go to another partition than those before,"
                        + " and be processed before them: see docs/how-to/topics.md",
                difference.topic(), difference.actual(), difference.declared()));
        var raised = kafka.client()
                .createPartitions(fewer.stream()
                        .collect(toMap(
                                TopicDifference.Partitions::topic,
                                difference -> NewPartitions.increaseTo(difference.declared()))))
                .values();
        fewer.forEach(difference -> answers.put(difference, raised.get(difference.topic())));
    }

    private void alter(List<TopicDifference.Setting> settings, Map<TopicDifference, KafkaFuture<Void>> answers) {
        Map<ConfigResource, Collection<AlterConfigOp>> changes = settings.stream()
                .collect(groupingBy(
                        TopicChanges::resource,
                        mapping(
                                difference -> new AlterConfigOp(
                                        new ConfigEntry(difference.key(), difference.declared()),
                                        AlterConfigOp.OpType.SET),
                                toCollection(ArrayList::new))));
        var altered = kafka.client().incrementalAlterConfigs(changes).values();
        settings.forEach(difference -> answers.put(difference, altered.get(resource(difference))));
    }

    private static ConfigResource resource(TopicDifference difference) {
        return new ConfigResource(ConfigResource.Type.TOPIC, difference.topic());
    }

    private static <T extends TopicDifference> List<T> only(Class<T> kind, Collection<TopicDifference> differences) {
        return differences.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
