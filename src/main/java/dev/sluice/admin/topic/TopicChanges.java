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

/**
 * Requests changes of topics from Kafka. Never deletes a topic or reduces its partitions. For threads that may block.
 */
@Singleton
class TopicChanges {

    private static final Logger LOG = Logger.getLogger(TopicChanges.class);

    private final KafkaAdmin kafka;

    TopicChanges(KafkaAdmin kafka) {
        this.kafka = kafka;
    }

    /**
     * Requests the changes that remove drift.
     *
     * @param drift the differences to remove, all of them applicable
     * @return the failures of the requests that Kafka rejected or did not answer
     */
    Map<TopicDrift, KafkaException> apply(Collection<TopicSpec> declared, Collection<TopicDrift> drift) {
        Map<String, TopicSpec> byName = declared.stream().collect(toMap(TopicSpec::name, Function.identity()));
        Map<TopicDrift, KafkaFuture<Void>> answers = new HashMap<>();
        createTopics(only(TopicDrift.Missing.class, drift), byName, answers);
        raisePartitions(only(TopicDrift.Partitions.class, drift), answers);
        alterSettings(only(TopicDrift.Setting.class, drift), answers);
        Map<TopicDrift, KafkaException> failures = new HashMap<>();
        List<String> removed = new ArrayList<>();
        answers.forEach((difference, answer) -> {
            try {
                kafka.await(answer);
                removed.add(difference.text());
            } catch (KafkaException e) {
                failures.put(difference, e);
            }
        });
        if (!removed.isEmpty()) {
            LOG.infof("Topic drift removed: %s", removed.stream().sorted().collect(joining("; ")));
        }
        return failures;
    }

    private void createTopics(
            List<TopicDrift.Missing> missing,
            Map<String, TopicSpec> declared,
            Map<TopicDrift, KafkaFuture<Void>> answers) {
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

    private void raisePartitions(List<TopicDrift.Partitions> fewer, Map<TopicDrift, KafkaFuture<Void>> answers) {
        fewer.forEach(difference -> LOG.warnf(
                "Raising the partitions of %s from %d to %d: new events of a key may go to another partition and be"
                        + " processed before its earlier events, see docs/how-to/topics.md",
                difference.topic(), difference.actual(), difference.declared()));
        var raised = kafka.client()
                .createPartitions(fewer.stream()
                        .collect(toMap(
                                TopicDrift.Partitions::topic,
                                difference -> NewPartitions.increaseTo(difference.declared()))))
                .values();
        fewer.forEach(difference -> answers.put(difference, raised.get(difference.topic())));
    }

    private void alterSettings(List<TopicDrift.Setting> settings, Map<TopicDrift, KafkaFuture<Void>> answers) {
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

    private static ConfigResource resource(TopicDrift difference) {
        return new ConfigResource(ConfigResource.Type.TOPIC, difference.topic());
    }

    private static <T extends TopicDrift> List<T> only(Class<T> kind, Collection<TopicDrift> drift) {
        return drift.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
