package dev.sluice.database;

import static dev.sluice.testing.Waits.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** PostgreSQL and its client return each time as it was, or the time is rejected. */
@QuarkusTest
class TimestampsTest {

    private static final int TIMES = 2_000;

    @Inject
    Pool pool;

    @Test
    void readsWhatItWrites() {
        // Given
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Instant> times = new ArrayList<>(List.of(
                Timestamps.EARLIEST,
                Timestamps.EARLIEST.plus(1, ChronoUnit.MICROS),
                Instant.parse("1999-12-31T23:59:59.999999Z"),
                Instant.EPOCH,
                Timestamps.LATEST.minus(1, ChronoUnit.MICROS),
                Timestamps.LATEST));
        random.longs(TIMES, Timestamps.EARLIEST.getEpochSecond(), Timestamps.LATEST.getEpochSecond() + 1)
                .mapToObj(second -> Instant.ofEpochSecond(second, random.nextInt(1_000_000) * 1_000L))
                .forEach(times::add);
        OffsetDateTime[] parameters =
                times.stream().map(time -> Timestamps.parameter("time", time)).toArray(OffsetDateTime[]::new);

        // When
        List<Instant> read = new ArrayList<>();
        for (Row row : pool.preparedQuery("SELECT unnest($1::timestamptz[]) AS time")
                .execute(Tuple.tuple().addArrayOfOffsetDateTime(parameters))
                .await()
                .atMost(LIMIT)) {
            read.add(Timestamps.read(row, "time"));
        }

        // Then
        assertThat(read).as("seed %d", seed).isEqualTo(times);
    }

    @Test
    void roundsDownToMicroseconds() {
        // When
        OffsetDateTime parameter = Timestamps.parameter("time", Instant.parse("1999-12-31T23:59:59.999999999Z"));

        // Then
        assertThat(parameter.toInstant()).isEqualTo("1999-12-31T23:59:59.999999Z");
    }

    static Stream<Instant> unstorable() {
        return Stream.of(
                Instant.MIN,
                Instant.ofEpochSecond(-300_000_000_000L),
                Timestamps.EARLIEST.minusNanos(1),
                Timestamps.LATEST.plus(1, ChronoUnit.MICROS),
                Instant.parse("+294277-01-09T04:00:54.775807Z"),
                Instant.MAX);
    }

    @ParameterizedTest
    @MethodSource("unstorable")
    void rejectsTimeThatPostgresqlCannotHold(Instant time) {
        // When, Then
        assertThat(Timestamps.canHold(time)).isFalse();
        assertThatThrownBy(() -> Timestamps.parameter("paid_at", time))
                .isInstanceOf(UnstorableValueException.class)
                .hasMessage("paid_at is outside of PostgreSQL's range, 4713 BC to 294276 AD");
    }
}
