package dev.sluice.ingress;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Configuration of publishing. */
@ConfigMapping(prefix = "sluice.ingress")
public interface IngressConfig {

    /**
     * Maximum size of a body with one event. Larger ones are answered with 413. Kafka's own default limit for a record is 1
     * MiB.
     */
    @WithDefault("1M")
    MemorySize maxEventSize();

    /**
     * Maximum number of events in a batch. Larger batches are answered with 413. A higher limit gains nothing, since 1000
     * events already share the cost of a request, and delays other requests.
     */
    @WithDefault("1000")
    @Min(1)
    @Max(100_000)
    int maxBatchEvents();

    /** Maximum size of the body of a batch. Larger ones are answered with 413. */
    @WithDefault("4M")
    MemorySize maxBatchSize();

    /**
     * Maximum number of events per second from one client, on each instance. Further events are answered with 429. A client is
     * identified by its token, or by its address if it has none. Streams are slowed down instead. The default leaves a client
     * a third of an instance with two cores if it publishes single events, and a thirtieth in batches or streams. Set it to
     * nothing for no limit; the limits of events in flight apply to all clients together.
     */
    @WithDefault("10000")
    Optional<@Min(1) @Max(1_000_000) Integer> maxClientRate();

    /**
     * Whether an event of a batch or stream can have an {@code id} from its publisher. If not, such events are refused, and the
     * ids of CloudEvents are derived from caller, source and id. Set it to false if publishers do not trust each other:
     * consumers drop an event whose id was used before.
     */
    @WithDefault("true")
    boolean acceptIds();

    /**
     * Maximum number of events that wait for Kafka's acknowledgement. Further events are answered with 503 immediately. Lower
     * the limit if events are large, to save memory.
     */
    @WithDefault("10000")
    @Min(1)
    @Max(1_000_000)
    int maxInFlight();

    /**
     * Maximum size of keys and values that wait for Kafka's acknowledgement. Further events are answered with 503
     * immediately. Set it below the producer's {@code buffer.memory}, so that accepted events fit into its buffer.
     */
    @WithDefault("16M")
    MemorySize maxInFlightSize();

    /** Settings of the producer of the channel {@code events}, in addition to those that all Kafka clients share. */
    Map<String, String> producer();

    /** Limits of streams (NDJSON). */
    Stream stream();

    /** Limits of streams (NDJSON). */
    interface Stream {

        /** Maximum size of a line. The default has room for an event of the maximum size and its envelope. */
        @WithDefault("1049600")
        MemorySize maxLineSize();

        /**
         * Maximum number of events of one stream that wait for Kafka's acknowledgement or whose results wait for the client.
         * At the limit, Sluice stops reading the stream until a result is sent. The default keeps Kafka busy for the time of
         * one acknowledgement.
         */
        @WithDefault("2000")
        @Min(1)
        @Max(100_000)
        int maxInFlight();

        /**
         * Maximum size of the lines of these events and of their results. Each event counts half a kilobyte more than its line.
         */
        @WithDefault("2M")
        MemorySize maxInFlightSize();

        /**
         * Maximum number of open streams on each instance. Further ones are answered with 503. An open stream can take 256 KB
         * in addition to {@code sluice.http.max-body-memory}.
         */
        @WithDefault("100")
        @Min(1)
        @Max(10_000)
        int maxStreams();

        /** Maximum number of open streams of one client on each instance. Further ones are answered with 429. */
        @WithDefault("25")
        @Min(1)
        @Max(10_000)
        int maxClientStreams();
    }

    /** CloudEvents. */
    CloudEvents cloudevents();

    /** CloudEvents. */
    interface CloudEvents {

        /**
         * Whether {@code source} and {@code id} of an event act as the idempotency key of a request without an {@code
         * Idempotency-Key}; for a batch, those of all its events together. Needs PostgreSQL, at the cost of two statements a
         * request.
         */
        @WithDefault("false")
        boolean idempotent();

        /**
         * Treatment of extension attributes that Sluice does not use. {@code keep}: the record has each as a header {@code
         * ce_<name>}, as CloudEvents asks of intermediaries. {@code refuse}: the event is answered with 400.
         */
        @WithDefault("keep")
        UnknownExtensions unknownExtensions();

        /** The treatments of unknown extension attributes. */
        enum UnknownExtensions {
            KEEP,
            REFUSE
        }
    }

    /** Atomic publishing. */
    Atomic atomic();

    /** Atomic publishing. */
    interface Atomic {

        /**
         * Maximum number of events from all requests that share a transaction. A larger transaction takes longer, and readers
         * with {@code read_committed} wait for its end.
         */
        @WithDefault("5000")
        @Min(1)
        @Max(100_000)
        int maxEvents();

        /** Maximum time that a request waits for its transaction to begin. After that it is answered with 503; nothing was written. */
        @WithDefault("5s")
        Duration maxWait();

        /** Settings of the transactional producer, in addition to those that all Kafka clients share. */
        Map<String, String> producer();
    }
}
