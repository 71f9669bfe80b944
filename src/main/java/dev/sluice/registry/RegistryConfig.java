package dev.sluice.registry;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The verification of schema ids. The address of the registry and other settings have Confluent's keys. */
@ConfigMapping(prefix = "sluice.registry")
public interface RegistryConfig {

    /**
     * Interval at which the schema ids in use are compared with the registry. If it has lost them, the instance becomes
     * unready and refuses their events; with {@code auto.register.schemas}, it registers them again.
     */
    @WithDefault("1m")
    Duration verifyInterval();
}
