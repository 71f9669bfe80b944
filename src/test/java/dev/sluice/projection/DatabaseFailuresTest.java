package dev.sluice.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.net.ConnectException;
import java.time.DateTimeException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No record is given up because the database was away while it was written. */
class DatabaseFailuresTest {

    private static PgException refused(String state) {
        return new PgException("refused", "ERROR", state, "");
    }

    @Test
    void rowsThatAreAtFault() {
        assertThat(List.of(refused("22021"), refused("23502"), refused("54000"), new DateTimeException("year")))
                .allMatch(DatabaseFailures::isOfRow);
    }

    @Test
    void aDatabaseThatIsAtFault() {
        assertThat(Stream.of(
                        // Crashes, recovers, or is asked to stop; two that write the same at a time.
                        refused("57P02"),
                        refused("57P03"),
                        refused("57P01"),
                        refused("40P01"),
                        refused("23505"),
                        // Closes a connection while something waits for its answer.
                        new CompletionException(new NoStackTraceThrowable("closed")),
                        ClosedConnectionException.INSTANCE,
                        new CompletionException(new ConnectException("refused")),
                        // The application ends.
                        new RejectedExecutionException()))
                .noneMatch(DatabaseFailures::isOfRow);
    }

    @Test
    void aFailureIsDescribedByWhatHappened() {
        assertThat(DatabaseFailures.describe(new CompletionException(new ConnectException("refused"))))
                .isEqualTo("java.net.ConnectException");
    }
}
