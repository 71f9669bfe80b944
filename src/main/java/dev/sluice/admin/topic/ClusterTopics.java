package dev.sluice.admin.topic;

import static java.util.stream.Collectors.toMap;

import dev.sluice.kafka.KafkaAdmin;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jboss.logging.Logger;

/** Asks the cluster what topics are like. For threads that may wait. */
@Singleton
class ClusterTopics {

    private static final Logger LOG = Logger.getLogger(ClusterTopics.class);
    private static final Config UNKNOWN = new Config(List.of());

    private final KafkaAdmin kafka;

    ClusterTopics(KafkaAdmin kafka) {
        this.kafka = kafka;
    }

    /**
     * A topic.
     *
     * @param config empty, if it is not for Sluice to know
     */
    record Described(TopicDescription topic, Config config) {

        ActualTopic actual() {
            return ActualTopic.of(topic, config);
        }
    }

    /**
     * Those of some topics that there are, by name.
     *
     * @throws KafkaException if Kafka does not answer, or not Sluice
     */
    Map<String, Described> describe(Collection<String> names) {
        Map<String, TopicDescription> topics = new TreeMap<>();
        kafka.client().describeTopics(names).topicNameValues().forEach((name, description) -> {
            try {
                topics.put(name, KafkaAdmin.await(description));
            } catch (UnknownTopicOrPartitionException | InvalidTopicException none) {
                LOG.debugf("There is no topic %s", name);
            }
        });
        var configs = kafka.client()
                .describeConfigs(
                        topics.keySet().stream().map(ClusterTopics::resource).toList())
                .values();
        Map<String, Described> described = new TreeMap<>();
        topics.forEach((name, topic) -> {
            try {
                KafkaFuture<Config> config = Objects.requireNonNull(configs.get(resource(name)), "one for each");
                described.put(name, new Described(topic, answerOrUnknown(config)));
            } catch (UnknownTopicOrPartitionException deleted) {
                LOG.debugf("There is no topic %s any more", name);
            }
        });
        return described;
    }

    /** What there is, and is not as it is declared. */
    List<TopicDifference> differences(Collection<TopicSpec> declared) {
        Map<String, ActualTopic> actual = describe(
                        declared.stream().map(TopicSpec::name).toList())
                .entrySet()
                .stream()
                .collect(toMap(Map.Entry::getKey, topic -> topic.getValue().actual()));
        return TopicDrift.between(declared, actual);
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private static Config answerOrUnknown(KafkaFuture<Config> config) {
        try {
            return KafkaAdmin.await(config);
        } catch (AuthorizationException e) {
            LOG.debug("Settings cannot be told: Sluice lacks the right to describe configurations", e);
            return UNKNOWN;
        }
    }
}
