package dev.sluice.operations;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

@ConfigMapping(prefix = "sluice.operations")
public interface OperationsConfig {

    /** Whether missing topics are created at start. In production they are declared by those who run the cluster. */
    @WithDefault("false")
    boolean createTopics();
}
