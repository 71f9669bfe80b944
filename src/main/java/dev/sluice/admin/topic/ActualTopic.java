package dev.sluice.admin.topic;

import static java.util.stream.Collectors.toMap;

import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;

/**
 * A topic as it is.
 *
 * @param replicationFactor of the partition that has the fewest replicas, in sync or not
 * @param settings the values that are in effect, wherever they come from; none, if they are not for Sluice to know
 */
record ActualTopic(String name, int partitions, int replicationFactor, Map<String, String> settings) {

    static ActualTopic of(TopicDescription topic, Config config) {
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
