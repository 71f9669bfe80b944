package dev.sluice.projection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.arc.All;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the projection has written, for metrics, from the start of the application. Safe for any thread. */
@Singleton
@Startup
class ProjectionMeters {

    /** 2000 events take a tenth of a second; beyond a few seconds it falls behind, and 30 s is the limit of a statement. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(200),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30)
    };

    private final Map<String, Counter> rows;
    private final Timer transactions;
    private final Counter refused;
    private final Counter failures;

    ProjectionMeters(@All List<Projector> projectors, MeterRegistry meters) {
        rows = Stream.concat(
                        Stream.of(EventTable.NAME),
                        projectors.stream().flatMap(projector -> projector.tables().stream()))
                .distinct()
                .collect(Collectors.toUnmodifiableMap(
                        Function.identity(), table -> Counter.builder("sluice.projection.rows")
                                .description("Rows that the projection added or changed, in committed transactions")
                                .tag("table", table)
                                .register(meters)));
        transactions = Timer.builder("sluice.projection.transaction")
                .description("Transactions of PostgreSQL that the projection committed")
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
        refused = counter(
                meters, "sluice.projection.rejected", "Events that PostgreSQL refuses, and are kept as refused");
        failures = counter(
                meters,
                "sluice.projection.failures",
                "Attempts to write a batch that failed, and are followed by another");
    }

    private static Counter counter(MeterRegistry meters, String name, String description) {
        return Counter.builder(name).description(description).register(meters);
    }

    /** @param rowsOfTables how many rows, by table, all of which a {@link Projector} has named */
    void committed(Map<String, Integer> rowsOfTables, long nanos) {
        rowsOfTables.forEach(
                (table, count) -> Objects.requireNonNull(rows.get(table)).increment(count));
        transactions.record(nanos, TimeUnit.NANOSECONDS);
    }

    void refused() {
        refused.increment();
    }

    void failed() {
        failures.increment();
    }
}
