package dev.sluice.ingress.stream;

import dev.sluice.http.BodyBudget;
import dev.sluice.http.RequestProblem;
import dev.sluice.ingress.IngressConfig;
import dev.sluice.ingress.PublishProblem;
import dev.sluice.security.Caller;
import dev.sluice.security.CallerPermits;
import dev.sluice.security.CallerPermits.Outcome;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;

/**
 * Limits the number of open streams, in total and for each caller. A stream has buffers of its own, however little it sends,
 * and can stay open without limit. Thread-safe; never blocks.
 */
@Singleton
@Startup
class OpenStreams {

    private static final String UNIT = "streams";

    private final int callerLimit;
    private final CallerPermits permits;
    private final BodyBudget budget;

    OpenStreams(IngressConfig config, BodyBudget budget, MeterRegistry meters) {
        int limit = config.stream().maxStreams();
        this.callerLimit = config.stream().maxClientStreams();
        this.permits = new CallerPermits(limit, callerLimit);
        this.budget = budget;
        Gauge.builder("sluice.ingress.open.streams", permits, CallerPermits::count)
                .baseUnit(UNIT)
                .description("Streams (NDJSON) that clients publish at the moment")
                .register(meters);
        Gauge.builder("sluice.ingress.open.limit.streams", () -> limit)
                .baseUnit(UNIT)
                .description("Limit of open streams: sluice.ingress.stream.max-streams")
                .register(meters);
    }

    /**
     * Admits a stream. Close the permit.
     *
     * @throws HttpProblem if the caller has, or all callers have, too many open streams
     */
    Permit open(Caller caller) {
        Outcome outcome = permits.acquire(caller);
        if (outcome instanceof Outcome.Acquired acquired) {
            return new Permit(acquired.release(), budget.open(caller.id()));
        }
        throw outcome instanceof Outcome.CallerLimitReached
                ? PublishProblem.TOO_MANY_STREAMS.with("The caller has " + callerLimit
                        + " open streams already; nothing was written. Use these, or end one of them")
                : RequestProblem.OVERLOADED.with("Too many streams are open; nothing was written, retry later");
    }

    /** The permit of one open stream. Thread-safe. */
    static final class Permit implements AutoCloseable {

        private final Runnable release;
        private final BodyBudget.Reservation memory;
        private boolean closed;

        private Permit(Runnable release, BodyBudget.Reservation memory) {
            this.release = release;
            this.memory = memory;
        }

        /** Returns the memory of the stream's lines and results, which the permit releases. */
        BodyBudget.Reservation memory() {
            return memory;
        }

        /** Ends the stream. Further calls have no effect. */
        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                memory.close();
                release.run();
            }
        }
    }
}
