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

/** The projection's metrics, which exist from the start of the application. Safe for any thread. */
@Singleton
@Startup
class ProjectionMeters {

    /**
     * A transaction of 2000 events takes about 100 ms. Above a few seconds, the projection falls behind; 30 s is the
     * limit of a statement.
     */
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
    private final Counter rejected;
    private final Counter failures;

    ProjectionMeters(@All List<Projector> projectors, MeterRegistry meters) {
        rows = Stream.concat(
                        Stream.of(ProjectionTables.Events.NAME),
                        projectors.stream().flatMap(projector -> projector.tables().stream()))
                .distinct()
                .collect(Collectors.toUnmodifiableMap(
                        Function.identity(), table -> Counter.builder("sluice.projection.rows")
                                .description("Rows that the projection added or changed in committed transactions")
                                .tag("table", table)
                                .register(meters)));
        transactions = Timer.builder("sluice.projection.transaction")
                .description("Committed PostgreSQL transactions of the projection")
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
        rejected = counter(
                meters,
                "sluice.projection.rejected",
                "Events that PostgreSQL rejected; their rows have a reason in place of the data");
        failures = counter(
                meters,
                "sluice.projection.failures",
                "Failed attempts to write a batch that are followed by another attempt");
    }

    private static Counter counter(MeterRegistry meters, String name, String description) {
        return Counter.builder(name).description(description).register(meters);
    }

    /**
     * Records a committed transaction.
     *
     * @param rowsOfTables number of rows by table; every {@link Projector} has named its tables
     * @param nanos duration of the transaction
     */
    void committed(Map<String, Integer> rowsOfTables, long nanos) {
        rowsOfTables.forEach(
                (table, count) -> Objects.requireNonNull(rows.get(table)).increment(count));
        transactions.record(nanos, TimeUnit.NANOSECONDS);
    }

    void rejected() {
        rejected.increment();
    }

    void failed() {
        failures.increment();
    }
}
