package dev.sluice.ingress.stream;

import dev.sluice.http.BodyBudget;
import dev.sluice.http.RequestProblem;
import dev.sluice.ingress.IngressConfig;
import dev.sluice.ingress.PublishProblem;
import dev.sluice.security.Caller;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;

/**
 * Limits the number of open streams, in total and for each caller. A stream has buffers of its own, however little it sends,
 * and can stay open without limit. Thread-safe; never blocks.
 */
@Singleton
@Startup
class OpenStreams {

    private static final String UNIT = "streams";

    private final int limit;
    private final int callerLimit;
    private final BodyBudget budget;
    /** The number of open streams of each caller that has any. Guarded by this. */
    private final Map<String, Integer> byCaller = new HashMap<>();
    /** Guarded by this. */
    private int open;

    OpenStreams(IngressConfig config, BodyBudget budget, MeterRegistry meters) {
        this.limit = config.stream().maxStreams();
        this.callerLimit = config.stream().maxClientStreams();
        this.budget = budget;
        Gauge.builder("sluice.ingress.open.streams", this, OpenStreams::count)
                .baseUnit(UNIT)
                .description("Streams (NDJSON) that clients publish at the moment")
                .register(meters);
        Gauge.builder("sluice.ingress.open.limit.streams", () -> limit)
                .baseUnit(UNIT)
                .description("Limit of open streams: sluice.ingress.stream.max-streams")
                .register(meters);
    }

    private synchronized int count() {
        return open;
    }

    /**
     * Admits a stream. Close the permit.
     *
     * @throws HttpProblem if the caller has, or all callers have, too many open streams
     */
    synchronized Permit open(Caller caller) {
        String id = caller.id();
        if (byCaller.getOrDefault(id, 0) >= callerLimit) {
            throw PublishProblem.TOO_MANY_STREAMS.with("The caller has " + callerLimit
                    + " open streams already; nothing was written. Use these, or end one of them");
        }
        if (open >= limit) {
            throw RequestProblem.OVERLOADED.with("Too many streams are open; nothing was written, retry later");
        }
        open++;
        byCaller.merge(id, 1, Integer::sum);
        return new Permit(id, budget.open(id));
    }

    private synchronized void closed(String caller) {
        open--;
        byCaller.computeIfPresent(caller, (unused, streams) -> streams == 1 ? null : Integer.valueOf(streams - 1));
    }

    /** The permit of one open stream. Thread-safe. */
    final class Permit implements AutoCloseable {

        private final String caller;
        private final BodyBudget.Reservation memory;
        private boolean closed;

        private Permit(String caller, BodyBudget.Reservation memory) {
            this.caller = caller;
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
                OpenStreams.this.closed(caller);
            }
        }
    }
}
