package dev.sluice.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "sluice.http")
public interface HttpConfig {

    /** The memory for all request bodies that are held at one time. Requests beyond it are answered with 503. */
    @WithDefault("32M")
    MemorySize maxBodyMemory();

    /** The longest time that a request body may take to arrive. Slower requests are answered with 408. */
    @WithDefault("30s")
    Duration maxBodyTime();
}
