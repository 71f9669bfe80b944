package dev.sluice.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.TimeoutException;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.net.ConnectException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseFailuresTest {

    @ParameterizedTest
    @CsvSource({
        "22021, true, false",
        "23514, true, true",
        "23505, false, true",
        "42P01, false, false",
        "57014, false, true",
        "57P01, false, true",
        "57P02, false, true",
        "57P03, false, true",
        "40P01, false, true",
        "53300, false, true",
    })
    void classifiesFailureBySqlState(String state, boolean isOfRow, boolean isOutage) {
        // When
        PgException failure = new PgException("it failed", "ERROR", state, null);

        // Then
        assertThat(DatabaseFailures.isOfRow(failure)).isEqualTo(isOfRow);
        assertThat(DatabaseFailures.isOutage(failure)).isEqualTo(isOutage);
        assertThat(DatabaseFailures.describe(failure)).isEqualTo("SQLSTATE " + state);
    }

    @Test
    void classifiesRefusedConnectionAsOutage() {
        // Given
        ConnectException failure = new ConnectException("refused");

        // When
        RuntimeException thrown = new CompletionException(failure);

        // Then
        assertThat(DatabaseFailures.isOfRow(thrown)).isFalse();
        assertThat(DatabaseFailures.isOfRow(new VertxException("closed"))).isFalse();
        assertThat(DatabaseFailures.describe(thrown)).isEqualTo("java.net.ConnectException");
        assertThat(DatabaseFailures.isOutage(failure)).isTrue();
        assertThat(DatabaseFailures.isOutage(new TimeoutException())).isTrue();
    }

    @Test
    void classifiesExceptionOfCodeAsFaultyRow() {
        // When
        RuntimeException failure = new IllegalArgumentException("a bug");

        // Then
        assertThat(DatabaseFailures.isOfRow(failure)).isTrue();
        assertThat(DatabaseFailures.isOutage(failure)).isFalse();
    }
}
