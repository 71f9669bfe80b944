package dev.sluice.projection;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The configuration of the projection. */
@ConfigMapping(prefix = "sluice.projection")
public interface ProjectionConfig {

    /** The topics whose records are projected. Leave unset to run without a projection. */
    Optional<List<String>> topics();

    /** Delay before a failed write is retried; it doubles with each further failure. */
    @WithDefault("100ms")
    Duration backoff();

    /** Longest delay between two attempts. */
    @WithDefault("5s")
    Duration maxBackoff();

    /**
     * Maximum duration of a transaction, including the wait for its connection. It detects a server that hangs and
     * keeps its connections open.
     */
    @WithDefault("1m")
    Duration maxTransactionTime();

    /**
     * Time after which a replica that cannot write to the database leaves its partitions to other replicas. It takes part
     * again once it can.
     */
    @WithDefault("15s")
    Duration maxOutage();

    /** Maximum time that a query waits for the projection to reach its {@code at-least} position. */
    @WithDefault("5s")
    Duration maxWait();

    /** Maximum number of queries that wait for the projection. */
    @WithDefault("1000")
    @Min(1)
    @Max(100_000)
    int maxWaiting();

    Rebuild rebuild();

    /** The rebuild of the tables from the log, see docs/how-to/rebuild-the-projection.md. */
    interface Rebuild {

        /** Whether this process rebuilds the tables and then exits. */
        @WithDefault("false")
        boolean enabled();

        /** Whether to rebuild although the log has lost records that the tables still have. These are lost, too. */
        @WithDefault("false")
        boolean acceptLoss();

        /** Settings of the Kafka consumer that override or extend the shared ones. */
        Map<String, String> consumer();
    }

    /** Settings of the dead-letter producer that override or extend the shared ones. */
    Map<String, String> producer();
}
