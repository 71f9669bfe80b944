package dev.sluice.http.connection;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;

@ConfigMapping(prefix = "sluice.http.connections")
public interface ConnectionConfig {

    /**
     * Maximum number of client connections. A further client takes the place of connections that have no open request and have
     * been idle longest; if all have one, it is disconnected.
     */
    @WithDefault("10000")
    @Min(1)
    int max();

    /**
     * Maximum memory of all connections: request heads, open requests, and answers that clients have not read, as an estimate.
     * Beyond it, the connections that use the most are closed. One connection can use an eighth of it. Default: an eighth of the
     * heap.
     */
    Optional<MemorySize> maxMemory();

    /**
     * Maximum time for which a client neither completes the head of a request nor reads any of its answers. Its connection is
     * then closed.
     */
    @WithDefault("30s")
    Duration maxStall();

    /**
     * Whether clients can use HTTP/2 without TLS, from the first byte of a connection. Enable it if a gateway does so. With TLS,
     * HTTP/2 is always available.
     */
    @WithDefault("false")
    boolean clearTextHttp2();
}
