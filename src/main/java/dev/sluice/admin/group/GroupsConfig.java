package dev.sluice.admin.group;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How consumer groups are looked at. */
@ConfigMapping(prefix = "sluice.consumer-groups")
public interface GroupsConfig {

    /** The most partitions that the description of a group tells of. */
    @WithDefault("2000")
    @Min(1)
    @Max(100_000)
    int maxPartitions();

    /** The most requests at once that read the oldest records; each has a consumer of its own. Those beyond are refused. */
    @WithDefault("4")
    @Min(1)
    @Max(100)
    int maxRequests();

    /** How long the oldest records of a group are looked for. The age of what is not found by then is not told. */
    @WithDefault("10s")
    Duration maxTime();

    /** How often the lag of Sluice's own groups is measured. */
    @WithDefault("15s")
    Duration interval();

    /** Sluice's own groups, whose lag is measured; the names are for this configuration alone. */
    Map<String, Monitored> monitored();

    /** Settings of Kafka's consumer that differ from those that all share. */
    Map<String, String> consumer();

    interface Monitored {

        /** The group's id. */
        String id();

        /** The topics that it reads from their beginning; without any, those that processing reads. */
        Optional<Set<String>> topics();

        /** What who resets its offsets has to know. */
        Optional<String> note();
    }
}
