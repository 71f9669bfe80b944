package dev.sluice.deadletter;

import dev.sluice.kafka.KafkaAdmin;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Singleton;
import java.util.List;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Checks that the topic of marks keeps what is written to it. */
@Singleton
class ResolutionTopic {

    private static final Logger LOG = Logger.getLogger(ResolutionTopic.class);

    private final ConfigResource topic;
    private final KafkaAdmin kafka;
    private volatile boolean compacted;

    ResolutionTopic(DeadLettersConfig config, KafkaAdmin kafka) {
        this.topic = new ConfigResource(ConfigResource.Type.TOPIC, config.resolutionsTopic());
        this.kafka = kafka;
    }

    /**
     * Asks Kafka, until it was so once.
     *
     * @throws HttpProblem if it forgets its records after some time: their letters would be sent again then
     * @throws KafkaException if Kafka does not answer
     */
    void requireCompacted() {
        if (compacted) {
            return;
        }
        String policy = policy();
        if (policy != null && !policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            throw DeadLetterProblem.NO_MARKS.with("The topic " + topic.name() + " has cleanup.policy=" + policy
                    + ", and would forget what is dealt with: it must be compact");
        }
        compacted = policy != null;
    }

    /** Null if it is not for Sluice to know. */
    private @Nullable String policy() {
        try {
            Config config = kafka.call(
                            admin -> admin.describeConfigs(List.of(topic)).all())
                    .get(topic);
            return config == null
                    ? null
                    : config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
        } catch (AuthorizationException | UnsupportedVersionException e) {
            LOG.warnf("Whether %s is compacted cannot be told: %s", topic.name(), e);
            return null;
        }
    }
}
