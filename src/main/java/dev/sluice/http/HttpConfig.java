package dev.sluice.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "sluice.http")
public interface HttpConfig {

    /** Maximum size of all request bodies in memory. Requests that exceed it are rejected with 503. */
    @WithDefault("32M")
    MemorySize maxBodyMemory();

    /** Maximum time for a request body to arrive. Slower requests are rejected with 408. */
    @WithDefault("30s")
    Duration maxBodyTime();
}
