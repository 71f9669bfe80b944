package dev.sluice.deadletter;

import dev.sluice.kafka.KafkaAdmin;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jboss.logging.Logger;

/** The cleanup policies of topics, as Kafka reports them. Safe for any thread that may block. */
@Singleton
class CleanupPolicies {

    private static final Logger LOG = Logger.getLogger(CleanupPolicies.class);

    private final KafkaAdmin kafka;

    CleanupPolicies(KafkaAdmin kafka) {
        this.kafka = kafka;
    }

    /**
     * Returns the cleanup policy of each topic that exists and whose configuration Sluice is authorized to describe.
     *
     * @throws KafkaException if Kafka does not answer
     */
    Map<String, String> of(Collection<String> topics) {
        List<ConfigResource> resources = topics.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        Map<ConfigResource, KafkaFuture<Config>> configs =
                kafka.client().describeConfigs(resources).values();
        Map<String, String> policies = new TreeMap<>();
        configs.forEach((resource, config) -> {
            try {
                policies.put(
                        resource.name(),
                        kafka.await(config)
                                .get(TopicConfig.CLEANUP_POLICY_CONFIG)
                                .value());
            } catch (AuthorizationException | UnsupportedVersionException | UnknownTopicOrPartitionException e) {
                LOG.warnf("Cleanup policy of topic %s unknown: %s", resource.name(), e);
            }
        });
        return policies;
    }
}
