package dev.sluice.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;

@ConfigMapping(prefix = "sluice.http")
public interface HttpConfig {

    /** Maximum size of all request bodies, and of all results that streams have not sent yet, in memory. Requests that exceed it are rejected with 503. */
    @WithDefault("32M")
    MemorySize maxBodyMemory();

    /**
     * Share of {@code max-body-memory} that one client can use, in percent. A client is identified by its token, or by its
     * address if it has none. Set it to 100 if all requests come from one client, such as a gateway with a token of its own.
     * One eighth of the memory is reserved for bodies up to 64 KB.
     */
    @WithDefault("25")
    @Min(1)
    @Max(100)
    int maxClientBodyShare();

    /**
     * Maximum number of queries (GET requests) per second from one client, on each instance. Further ones are answered with
     * 429. Set it to nothing for no limit.
     */
    @WithDefault("500")
    Optional<@Min(1) @Max(1_000_000) Integer> maxClientQueries();

    /**
     * Maximum number of open requests to the endpoints that read from Kafka or the catalogue: event types, topics, consumer groups
     * and dead letters. Further ones are answered with 503. One client can have {@code max-client-body-share} of them.
     */
    @WithDefault("200")
    @Min(1)
    @Max(10_000)
    int maxWorkerRequests();

    /** Maximum time for a request body to arrive. Slower requests are rejected with 408. */
    @WithDefault("30s")
    Duration maxBodyTime();
}
