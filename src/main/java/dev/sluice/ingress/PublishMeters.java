package dev.sluice.ingress;

import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventType;
import dev.sluice.http.RequestProblem;
import dev.sluice.kafka.TransactionMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemContext;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemPostProcessor;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The metrics of publishing. All meters are registered at startup, since an alert on a meter that does not exist never fires.
 * Safe for any thread.
 */
@Singleton
@Startup
public class PublishMeters {

    /** The reason of problems that are neither publish nor request problems: a wrong method or media type, or an internal error. */
    private static final String OTHER = "other";

    /**
     * Acknowledgements usually take a few milliseconds. The buckets of 25 and 100 ms show a slow broker. The producer's {@code
     * request.timeout.ms} is 5 s: an acknowledgement after that belongs to a second attempt.
     */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(5)
    };

    private final Map<String, Counter> published;
    private final Map<URI, Counter> rejected;
    private final Counter rejectedOther;
    private final Timer acknowledgement;
    private final TransactionMeters transactions;

    PublishMeters(MeterRegistry meters, EventCatalog catalog) {
        published = catalog.types().stream()
                .map(EventType::name)
                .collect(Collectors.toUnmodifiableMap(
                        Function.identity(), type -> Counter.builder("sluice.events.published")
                                .description("Events from clients and application code that all in-sync replicas have")
                                .tag("type", type)
                                .register(meters)));
        rejected = Stream.concat(
                        Arrays.stream(RequestProblem.values()).map(RequestProblem::type),
                        Arrays.stream(PublishProblem.values()).map(PublishProblem::type))
                .collect(Collectors.toUnmodifiableMap(type -> type.uri(), type -> rejected(meters, type.name())));
        rejectedOther = rejected(meters, OTHER);
        transactions = new TransactionMeters(meters, "ingress");
        acknowledgement = Timer.builder("sluice.ingress.acknowledgement")
                .description(
                        "Time from sending an event to Kafka until all in-sync replicas have it, for every event that is"
                                + " published alone, the last event of a batch, and one in a hundred events of a stream")
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
    }

    private static Counter rejected(MeterRegistry meters, String reason) {
        return Counter.builder("sluice.events.rejected")
                .description(
                        "Problems returned to publishers: one for each event of a batch or stream, one for a request that"
                                + " is refused as a whole")
                .tag("reason", reason)
                .register(meters);
    }

    /** Counts an event that was published. */
    public void published(EventType type) {
        Objects.requireNonNull(published.get(type.name())).increment();
    }

    /** Returns the meters of the transactions of atomic publishing. */
    public TransactionMeters transactions() {
        return transactions;
    }

    /** Counts a problem that is returned to a client. */
    void rejected(HttpProblem problem) {
        rejected.getOrDefault(problem.getType(), rejectedOther).increment();
    }

    /** Records the time that an acknowledgement took. */
    void acknowledged(long nanos) {
        acknowledgement.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Counts publish requests that are refused as a whole. The library requires {@code @Singleton} for post-processors. */
    @Singleton
    static class RefusedRequests implements ProblemPostProcessor {

        private final PublishMeters meters;

        RefusedRequests(PublishMeters meters) {
            this.meters = meters;
        }

        @Override
        public HttpProblem apply(HttpProblem problem, ProblemContext context) {
            if (PublishRequestHandler.isPath(context.path)) {
                meters.rejected(problem);
            }
            return problem;
        }
    }
}
