package dev.sluice.ingress.idempotency;

import static dev.sluice.testing.Waits.LIMIT;
import static dev.sluice.testing.Waits.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.database.Database;
import dev.sluice.ingress.idempotency.KeyOutcome.Completed;
import dev.sluice.ingress.idempotency.KeyOutcome.Reason;
import dev.sluice.ingress.idempotency.KeyOutcome.Refused;
import dev.sluice.testing.DevServers;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Responses that are not stored, and a database that does not respond. */
@QuarkusTest
class IdempotencyLimitsTest {

    DevServicesContext devServices;

    @Inject
    Database database;

    @Inject
    Idempotency idempotency;

    private final KeyedRequest request = new KeyedRequest(
            "limits-test", UUID.randomUUID().toString(), KeyedRequest.fingerprint("request".getBytes(UTF_8)));

    /** The event ids of all publications. */
    private final List<UUID> published = new CopyOnWriteArrayList<>();

    @BeforeEach
    void awaitDatabase() {
        await().until(database::isMigrated);
    }

    private static StoredResponse response(String body, boolean conclusive) {
        return new StoredResponse(207, "text/plain", body.getBytes(UTF_8), conclusive);
    }

    private KeyOutcome once(StoredResponse response) {
        return idempotency
                .once(request, ids -> {
                    published.add(ids.at(0));
                    return Uni.createFrom().item(response);
                })
                .await()
                .atMost(LIMIT);
    }

    private static void assertCompleted(KeyOutcome outcome, String body, boolean replayed) {
        assertThat(outcome).isInstanceOfSatisfying(Completed.class, completed -> {
            assertThat(completed.response().body()).asString().isEqualTo(body);
            assertThat(completed.replayed()).isEqualTo(replayed);
        });
    }

    @Test
    void doesNotStoreInconclusiveResponse() {
        // Given
        assertCompleted(once(response("half", false)), "half", false);

        // When
        KeyOutcome repeat = once(response("all", true));

        // Then
        assertCompleted(repeat, "all", false);
        assertThat(published).hasSize(2).containsOnly(published.get(0));
        assertCompleted(once(response("more", true)), "all", true);
    }

    @Test
    void publishesOnceIfTheResponseIsTooLargeToStore() {
        // Given
        String large = "x".repeat(524_289);
        assertCompleted(once(response(large, true)), large, false);

        // When
        KeyOutcome repeat = once(response(large, true));

        // Then
        assertThat(repeat).isEqualTo(new Refused(Reason.RESPONSE_NOT_STORED));
        assertThat(published).hasSize(1);
    }

    @Test
    void failureIsReturnedAndReleasesTheKey() {
        // Given
        RuntimeException failure = new IllegalStateException("not acknowledged");
        assertThatThrownBy(() -> idempotency
                        .once(request, ids -> Uni.createFrom().failure(failure))
                        .await()
                        .atMost(LIMIT))
                .isSameAs(failure);

        // When
        KeyOutcome repeat = once(response("done", true));

        // Then
        assertCompleted(repeat, "done", false);
    }

    @Test
    void returnsResponseThatCannotBeStored() throws SQLException {
        try (Connection connection = new DevServers(devServices).database();
                var statement = connection.createStatement()) {
            // Given
            statement.execute("ALTER TABLE idempotency_key ADD CONSTRAINT not_kept CHECK (status IS NULL OR key <> '"
                    + request.key() + "') NOT VALID");
            try {
                // When
                KeyOutcome first = once(response("done", true));

                // Then
                assertCompleted(first, "done", false);
                assertThat(once(response("done", true))).isEqualTo(new Refused(Reason.IN_PROGRESS));
            } finally {
                statement.execute("ALTER TABLE idempotency_key DROP CONSTRAINT not_kept");
            }
            statement.execute("UPDATE idempotency_key SET claimed_until = now() WHERE key = '" + request.key() + "'");
            assertCompleted(once(response("done again", true)), "done again", false);
            assertThat(published).hasSize(2).containsOnly(published.get(0));
        }
    }

    @Test
    void refusesRequestAndReleasesKeyIfDatabaseDoesNotRespond() throws SQLException {
        try (Connection connection = new DevServers(devServices).database();
                var statement = connection.createStatement()) {
            // Given
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE idempotency_key IN ACCESS EXCLUSIVE MODE");

            // When
            KeyOutcome outcome = once(response("done", true));

            // Then
            assertThat(outcome).isEqualTo(new Refused(Reason.UNAVAILABLE));
            assertThat(published).isEmpty();
            connection.rollback();
        }
        await().untilAsserted(() -> assertThat(once(response("done", true))).isInstanceOf(Completed.class));
        assertThat(published).hasSize(1);
    }
}
