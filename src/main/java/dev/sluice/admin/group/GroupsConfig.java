package dev.sluice.admin.group;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Consumer groups: the limits of describing them, and the measurement of their lag. */
@ConfigMapping(prefix = "sluice.consumer-groups")
public interface GroupsConfig {

    /** Maximum number of partitions in the description of a group. Further partitions are left out. */
    @WithDefault("2000")
    @Min(1)
    @Max(100_000)
    int maxPartitions();

    /**
     * Maximum number of concurrent requests that measure lag in seconds, each with its own consumer. Others get a 503.
     */
    @WithDefault("4")
    @Min(1)
    @Max(100)
    int maxRequests();

    /**
     * Maximum time to read the oldest records of a group. Partitions that are not read by then have no lag in seconds.
     */
    @WithDefault("10s")
    Duration maxTime();

    /** Interval at which the lag of the monitored groups is measured. */
    @WithDefault("15s")
    Duration interval();

    /** Sluice's own groups, whose lag is measured. The names are used in this configuration only. */
    Map<String, Monitored> monitored();

    /** Kafka consumer settings for reading the oldest records, in addition to those that all clients share. */
    Map<String, String> consumer();

    interface Monitored {

        /** Id of the group. */
        String id();

        /** Topics that the group consumes from their beginning. Leave unset for the topics that processing consumes. */
        Optional<Set<String>> topics();

        /** Note shown to operators who reset this group's offsets. */
        Optional<String> note();
    }
}
