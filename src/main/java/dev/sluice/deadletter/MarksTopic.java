package dev.sluice.deadletter;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Checks that the topic of marks keeps what is written to it. */
@Singleton
class MarksTopic {

    private static final Logger LOG = Logger.getLogger(MarksTopic.class);
    private static final int LIMIT_SECONDS = 5;

    private final ConfigResource topic;
    private final Map<String, Object> kafka;
    private volatile boolean compacted;

    MarksTopic(DeadLettersConfig config, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.topic = new ConfigResource(ConfigResource.Type.TOPIC, config.marksTopic());
        this.kafka = kafka;
    }

    /**
     * Asks Kafka, until it was so once.
     *
     * @throws HttpProblem if it forgets its records after some time: their letters would be sent again then
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
        try (Admin admin = Admin.create(kafka)) {
            Config config = admin.describeConfigs(List.of(topic))
                    .all()
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS)
                    .get(topic);
            return config == null
                    ? null
                    : config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
        } catch (ExecutionException e) {
            LOG.warnf("Whether %s is compacted cannot be told: %s", topic.name(), e.getCause());
            return null;
        } catch (TimeoutException e) {
            throw DeadLetterProblem.UNAVAILABLE.with("It may answer later");
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
