package dev.sluice.ingress;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

@ConfigMapping(prefix = "sluice.ingress")
public interface IngressConfig {

    /** The largest body of one event; a larger one is answered with 413. Kafka's own limit for a record is 1 MiB. */
    @WithDefault("1M")
    MemorySize maxEventSize();

    /**
     * The most events of a batch. A thousand share the cost of a request as far as it can be shared; more would only keep
     * others waiting.
     */
    @WithDefault("1000")
    @Min(1)
    @Max(100_000)
    int maxBatchEvents();

    /** The largest body of a batch. */
    @WithDefault("4M")
    MemorySize maxBatchSize();

    /**
     * The most events a second from one client, on each instance; those beyond are answered with 429. A client is who its
     * token says, or the address of one without. There is no limit if it is not set: what is a fair share is known to those
     * who run Sluice, and the other limits hold whoever calls.
     */
    Optional<@Min(1) @Max(1_000_000) Integer> maxClientRate();

    /**
     * The most events that wait for Kafka at one time; those beyond are answered with 503 at once. With events of the
     * largest size that is their memory, so it is to be lowered where events are large.
     */
    @WithDefault("10000")
    @Min(1)
    @Max(1_000_000)
    int maxInFlight();

    /**
     * The most bytes of keys and values that wait for Kafka; less than the producer's {@code buffer.memory}, so that what is
     * let in also fits there.
     */
    @WithDefault("16M")
    MemorySize maxInFlightSize();

    /** Streams of events. */
    Stream stream();

    /** Streams of events. */
    interface Stream {

        /** The longest line: an event of the largest size, and what stands around it. */
        @WithDefault("1049600")
        MemorySize maxLineSize();

        /**
         * The most events of one stream that wait for Kafka, or whose results wait for the client; no more are read until
         * one of them is done. What Kafka takes in its time to answer.
         */
        @WithDefault("2000")
        @Min(1)
        @Max(100_000)
        int maxInFlight();

        /** The most bytes of their lines. */
        @WithDefault("1M")
        MemorySize maxInFlightSize();
    }

    /** Publishing all or none. */
    Atomic atomic();

    /** Publishing all or none. */
    interface Atomic {

        /**
         * The most events that the requests of one transaction have together. Readers with {@code read_committed} wait for
         * the end of a transaction: a larger one makes them wait longer.
         */
        @WithDefault("5000")
        @Min(1)
        @Max(100_000)
        int maxEvents();

        /** How long a request waits for its transaction to begin; then it is answered that nothing was written. */
        @WithDefault("5s")
        Duration maxWait();

        /** Settings of Kafka's producer that differ from those that all share. */
        Map<String, String> producer();
    }
}
