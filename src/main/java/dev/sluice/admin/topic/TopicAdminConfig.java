package dev.sluice.admin.topic;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Topic administration: creation at start, and verification. */
@ConfigMapping(prefix = "sluice.admin.topics")
public interface TopicAdminConfig {

    /** Whether missing topics are created at start and drift is not verified: for dev and test. */
    @WithDefault("false")
    boolean create();

    /** Interval at which topics are compared with their declarations; 5 seconds until they match for the first time. */
    @WithDefault("1m")
    Duration verifyInterval();
}
