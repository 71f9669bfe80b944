package dev.sluice.deadletter;

import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventType;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * The rules for redriving a dead letter. Headers, which any client may have written, name the topic that it is sent to. So only
 * topics of event types are accepted, and of these neither dead-letter topics nor compacted ones.
 *
 * @param topics the topics of event types, each with the reason why it does not accept events; empty if it does
 */
record RedrivePolicy(Map<String, Optional<String>> topics, int maxRedrives) {

    /** Creates the policies of requests. Safe for any thread that may block. */
    @Singleton
    static class Factory {

        private final EventCatalog catalog;
        private final CleanupPolicies cleanup;
        private final DeadLettersConfig config;

        Factory(EventCatalog catalog, CleanupPolicies cleanup, DeadLettersConfig config) {
            this.catalog = catalog;
            this.cleanup = cleanup;
            this.config = config;
        }

        /**
         * Returns the policy for the topics of a cluster.
         *
         * @throws KafkaException if Kafka does not answer
         */
        RedrivePolicy of(TopicSnapshot cluster) {
            List<String> ofEvents =
                    catalog.types().stream().map(EventType::topic).distinct().toList();
            Map<String, String> policies =
                    cleanup.of(ofEvents.stream().filter(cluster::exists).toList());
            Map<String, Optional<String>> topics = new TreeMap<>();
            for (String topic : ofEvents) {
                topics.put(topic, rejectionReason(topic, cluster, policies.get(topic)));
            }
            return new RedrivePolicy(topics, config.maxRedrives());
        }

        private static Optional<String> rejectionReason(String topic, TopicSnapshot cluster, @Nullable String policy) {
            if (EventCatalog.isDeadLetterTopic(topic) || cluster.isDeadLetterTopic(topic)) {
                return Optional.of("its original topic is a dead-letter topic");
            }
            if (!cluster.exists(topic)) {
                return Optional.of("its original topic does not exist");
            }
            if (policy == null) {
                return Optional.of("Sluice is not authorized to describe its original topic, which may be compacted");
            }
            return isCompacted(policy) ? Optional.of("its original topic is compacted") : Optional.empty();
        }

        private static boolean isCompacted(String policy) {
            return Arrays.stream(policy.split(","))
                    .map(String::trim)
                    .anyMatch(TopicConfig.CLEANUP_POLICY_COMPACT::equals);
        }
    }

    /** Returns the reason why an open dead letter must not be sent to its original topic; empty if it can be sent. */
    Optional<String> rejectionReason(DeadLetter deadLetter) {
        String topic = deadLetter.originalTopic();
        if (deadLetter.omittedBytes() != null) {
            return Optional.of("its value was too large for the dead-letter topic and is only in the original record");
        }
        if (deadLetter.group() != null) {
            return Optional.of("only consumer group " + deadLetter.group()
                    + " rejected it, and a redrive would deliver it to all groups of the topic");
        }
        if (topic == null) {
            return Optional.of("no header names its original topic");
        }
        if (!topics.containsKey(topic)) {
            return Optional.of("its original topic is not the topic of an event type");
        }
        return topics.get(topic)
                .or(() -> deadLetter.redrives() >= maxRedrives
                        ? Optional.of("it was redriven " + deadLetter.redrives() + " times already")
                        : Optional.empty());
    }
}
