package dev.sluice.ingress;

import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventType;
import dev.sluice.http.RequestProblem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkiverse.resteasy.problem.HttpProblem;
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
 * What became of events, for metrics. All meters are there from the start: an alert on one that is not there yet never fires.
 * Safe for any thread.
 */
@Singleton
@Startup
class PublishMeters {

    /** Of what no {@link PublishProblem} is: a method or a media type that there is not, or an error that nobody expected. */
    private static final String OTHER = "other";

    /**
     * A few milliseconds are usual. The others tell a slow broker (25, 100) from one that does not answer: 5 s is the
     * producer's {@code request.timeout.ms}, and an acknowledgement beyond it is one of a second attempt.
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
    private final Counter rejectedOtherwise;
    private final Timer acknowledgement;

    PublishMeters(MeterRegistry meters, EventCatalog catalog) {
        published = catalog.types().stream()
                .filter(EventType::publishable)
                .map(EventType::name)
                .collect(Collectors.toUnmodifiableMap(
                        Function.identity(), type -> Counter.builder("sluice.events.published")
                                .description("Events that clients published and all in-sync replicas have")
                                .tag("type", type)
                                .register(meters)));
        rejected = Stream.concat(
                        Arrays.stream(RequestProblem.values()).map(RequestProblem::type),
                        Arrays.stream(PublishProblem.values()).map(PublishProblem::type))
                .collect(Collectors.toUnmodifiableMap(type -> type.uri(), type -> rejected(meters, type.name())));
        rejectedOtherwise = rejected(meters, OTHER);
        acknowledgement = Timer.builder("sluice.ingress.acknowledgement")
                .description(
                        "Time from when an event is handed to Kafka until all in-sync replicas have it: of each that is"
                                + " published by itself, of the last of a batch, and of one in a hundred of a stream")
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
    }

    private static Counter rejected(MeterRegistry meters, String reason) {
        return Counter.builder("sluice.events.rejected")
                .description(
                        "Problems that publishers were answered with, one for each event of a batch or stream, and one"
                                + " for a request that was refused as a whole")
                .tag("reason", reason)
                .register(meters);
    }

    /** Counts an event that was published. */
    void published(EventType type) {
        Objects.requireNonNull(published.get(type.name())).increment();
    }

    /** Counts a problem that a client is answered with. */
    void rejected(HttpProblem problem) {
        rejected.getOrDefault(problem.getType(), rejectedOtherwise).increment();
    }

    /** Notes that Kafka took so long to take an event. */
    void acknowledged(long nanos) {
        acknowledgement.record(nanos, TimeUnit.NANOSECONDS);
    }
}
