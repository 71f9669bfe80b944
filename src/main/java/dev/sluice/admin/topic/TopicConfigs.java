package dev.sluice.admin.topic;

import static java.util.stream.Collectors.toSet;

import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.config.TopicConfig;

/** Compares the values of Kafka's topic settings. */
final class TopicConfigs {

    /** The settings for which a lower value is harmful. */
    private static final Set<String> MINIMUMS = Set.of(
            TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
            TopicConfig.RETENTION_MS_CONFIG,
            TopicConfig.RETENTION_BYTES_CONFIG);
    /** The settings for which {@code -1} is no limit. */
    private static final Set<String> UNLIMITED =
            Set.of(TopicConfig.RETENTION_MS_CONFIG, TopicConfig.RETENTION_BYTES_CONFIG);

    private TopicConfigs() {}

    static boolean areSame(String key, String one, String other) {
        if (key.equals(TopicConfig.CLEANUP_POLICY_CONFIG)) {
            return elements(one).equals(elements(other));
        }
        if (isNumber(one) && isNumber(other)) {
            return Double.compare(Double.parseDouble(one), Double.parseDouble(other)) == 0;
        }
        return one.strip().equalsIgnoreCase(other.strip());
    }

    /**
     * Returns whether the actual value can lose events, delete them too early or reject them, where the declared value
     * does not. The values must differ.
     */
    static boolean isHarmful(String key, String declared, String actual) {
        if (key.equals(TopicConfig.CLEANUP_POLICY_CONFIG)) {
            return true;
        }
        if (key.equals(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG)) {
            return Boolean.parseBoolean(actual);
        }
        return MINIMUMS.contains(key) && isLess(limit(key, actual), limit(key, declared));
    }

    /** Returns whether a number is less than another; false if a value is not a number. */
    static boolean isLess(String one, String other) {
        return isNumber(one) && isNumber(other) && Double.parseDouble(one) < Double.parseDouble(other);
    }

    private static String limit(String key, String value) {
        return UNLIMITED.contains(key) && value.equals("-1") ? Long.toString(Long.MAX_VALUE) : value;
    }

    private static boolean isNumber(String text) {
        return text.strip().matches("-?\\d{1,19}(\\.\\d{1,19})?");
    }

    private static Set<String> elements(String list) {
        return Stream.of(list.split(",", -1)).map(String::strip).collect(toSet());
    }
}
