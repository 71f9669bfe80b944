package dev.sluice.admin.topic;

import static java.util.stream.Collectors.toMap;

import dev.sluice.event.EventCatalog;
import dev.sluice.kafka.CodecCheck;
import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/** The declarations of all topics that Sluice needs: those of the event types and those of the configuration. */
@Singleton
class TopicSpecs {

    private final Map<String, TopicSpec> byName;
    private final TopicDefaultsConfig defaults;

    /**
     * @throws ConfigurationException if a topic is declared so that no event could be published to it or read from it
     */
    TopicSpecs(EventCatalog catalog, TopicsConfig topics, TopicDefaultsConfig defaults) {
        this.defaults = defaults;
        Set<String> names = new TreeSet<>(catalog.topics());
        names.addAll(topics.topics().keySet());
        names.remove(TopicDefaultsConfig.NAME);
        byName = names.stream()
                .map(name -> spec(name, topics.topics().get(name)))
                .collect(toMap(TopicSpec::name, Function.identity(), (one, other) -> one, TreeMap::new));
        List<String> faults = Stream.concat(
                        byName.values().stream()
                                .filter(TopicSpecs::isUnwritable)
                                .map(topic -> addError(
                                        topic,
                                        TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                                        ", but there are fewer replicas, so every publish would be rejected;"
                                                + " lower it or raise replication-factor")),
                        byName.values().stream()
                                .filter(topic -> isUnreadable(topic, ImageMode.current()))
                                .map(topic -> addError(
                                        topic,
                                        TopicConfig.COMPRESSION_TYPE_CONFIG,
                                        ", which a native image cannot read; set it to lz4 or gzip")))
                .toList();
        if (!faults.isEmpty()) {
            throw new ConfigurationException(String.join("\n", faults));
        }
    }

    /** Returns all declarations, ordered by topic name. */
    Collection<TopicSpec> all() {
        return byName.values();
    }

    Optional<TopicSpec> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    private TopicSpec spec(String name, TopicsConfig.@Nullable Topic own) {
        return new TopicSpec(
                name,
                own == null ? defaults.partitions() : own.partitions().orElseGet(defaults::partitions),
                own == null
                        ? defaults.replicationFactor()
                        : own.replicationFactor().or(defaults::replicationFactor),
                config(name, own == null ? Map.of() : own.config()));
    }

    private Map<String, String> config(String name, Map<String, String> own) {
        Map<String, String> config = new HashMap<>(defaults.config());
        defaults.minInsyncReplicas()
                .ifPresent(replicas -> config.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(replicas)));
        if (EventCatalog.isDeadLetterTopic(name)) {
            config.putAll(defaults.deadLetters());
        } else if (!TopicConfig.CLEANUP_POLICY_COMPACT.equals(own.get(TopicConfig.CLEANUP_POLICY_CONFIG))) {
            config.putAll(defaults.events());
        }
        config.putAll(own);
        return config;
    }

    private static String addError(TopicSpec topic, String setting, String reason) {
        return "sluice.topics.\"" + topic.name() + "\": " + setting + " is "
                + topic.config().get(setting) + reason;
    }

    /** Returns whether brokers would compress the topic with a codec that this process does not have. */
    static boolean isUnreadable(TopicSpec topic, ImageMode mode) {
        String codec = topic.config().get(TopicConfig.COMPRESSION_TYPE_CONFIG);
        return codec != null && CodecCheck.isUnavailable(codec, mode);
    }

    private static boolean isUnwritable(TopicSpec topic) {
        String minInSyncReplicas =
                Objects.requireNonNullElse(topic.config().get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG), "1");
        return topic.replicationFactor()
                .filter(replicas -> TopicConfigs.isLess(Short.toString(replicas), minInSyncReplicas))
                .isPresent();
    }
}
