package dev.sluice.projection;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Map;

@ConfigMapping(prefix = "sluice.projection")
public interface ProjectionConfig {

    /** The wait after the database has failed; it doubles with each further failure. */
    @WithDefault("100ms")
    Duration backoff();

    /** The longest such wait. */
    @WithDefault("5s")
    Duration maxBackoff();

    /**
     * The longest that a transaction may take, with the wait for its connection. A server that hangs leaves its connections
     * open and says nothing.
     */
    @WithDefault("1m")
    Duration maxTransactionTime();

    /** How long a query waits at most until the tables have what it has to see. */
    @WithDefault("5s")
    Duration maxWait();

    /** The most queries that wait so at once. */
    @WithDefault("1000")
    @Min(1)
    @Max(100_000)
    int maxWaiting();

    Rebuild rebuild();

    /** How the tables are made anew from the log, see docs/how-to/rebuild-the-projection.md. */
    interface Rebuild {

        /** Whether this process does that, and ends when it is done. */
        @WithDefault("false")
        boolean enabled();

        /** Whether it does so though the log has not any more what the tables have, which is then lost. */
        @WithDefault("false")
        boolean acceptLoss();

        /** Settings of its consumer that differ from those that all share. */
        Map<String, String> consumer();
    }

    /** Settings of the producer of dead letters that differ from those that all share. */
    Map<String, String> producer();
}
