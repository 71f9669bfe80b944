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
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jboss.logging.Logger;

/** Describes the topics of the cluster. For threads that may block. */
@Singleton
class ClusterTopics {

    private static final Logger LOG = Logger.getLogger(ClusterTopics.class);
    private static final Config UNKNOWN = new Config(List.of());

    private final KafkaAdmin kafka;

    ClusterTopics(KafkaAdmin kafka) {
        this.kafka = kafka;
    }

    /**
     * Kafka's description of a topic.
     *
     * @param config empty if Sluice is not authorized to describe configurations
     */
    record Described(TopicDescription topic, Config config) {

        ActualTopic actual() {
            return new ActualTopic(
                    topic.name(),
                    topic.partitions().size(),
                    topic.partitions().stream()
                            .mapToInt(partition -> partition.replicas().size())
                            .min()
                            .orElse(0),
                    config.entries().stream()
                            .filter(entry -> entry.value() != null)
                            .collect(toMap(ConfigEntry::name, ConfigEntry::value)));
        }
    }

    /**
     * The properties of a topic that can be declared.
     *
     * @param replicationFactor the lowest number of replicas of a partition, in sync or not
     * @param settings the values in effect, from any source; empty if Sluice is not authorized to describe
     *     configurations
     */
    record ActualTopic(String name, int partitions, int replicationFactor, Map<String, String> settings) {}

    /**
     * Describes topics, by name. Leaves out topics that do not exist.
     *
     * @throws KafkaException if Kafka does not answer, or rejects the request
     */
    Map<String, Described> describe(Collection<String> names) {
        Map<String, TopicDescription> topics = new TreeMap<>();
        kafka.client().describeTopics(names).topicNameValues().forEach((name, description) -> {
            try {
                topics.put(name, kafka.await(description));
            } catch (UnknownTopicOrPartitionException | InvalidTopicException missing) {
                LOG.debugf("Topic %s does not exist", name);
            }
        });
        var configs = kafka.client()
                .describeConfigs(
                        topics.keySet().stream().map(ClusterTopics::resource).toList())
                .values();
        Map<String, Described> described = new TreeMap<>();
        topics.forEach((name, topic) -> {
            try {
                KafkaFuture<Config> config =
                        Objects.requireNonNull(configs.get(resource(name)), "requested for each topic");
                described.put(name, new Described(topic, answerOrUnknown(config)));
            } catch (UnknownTopicOrPartitionException deleted) {
                LOG.debugf("Topic %s was deleted", name);
            }
        });
        return described;
    }

    /**
     * Compares the topics with their declarations.
     *
     * @throws KafkaException if Kafka does not answer, or rejects the request
     */
    List<TopicDrift> drift(Collection<TopicSpec> declared) {
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

    private Config answerOrUnknown(KafkaFuture<Config> config) {
        try {
            return kafka.await(config);
        } catch (AuthorizationException e) {
            LOG.debug("Topic settings unknown: not authorized to describe configurations", e);
            return UNKNOWN;
        }
    }
}
