package dev.sluice.ingress.idempotency;

import static dev.sluice.testing.Domain.PARCELS;
import static dev.sluice.testing.SluiceApi.retryableProblem;
import static dev.sluice.testing.Waits.LIMIT;
import static dev.sluice.testing.Waits.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.sluice.database.Database;
import dev.sluice.ingress.idempotency.KeyOutcome.Completed;
import dev.sluice.ingress.idempotency.KeyOutcome.Reason;
import dev.sluice.ingress.idempotency.KeyOutcome.Refused;
import dev.sluice.testing.SluiceApi;
import dev.sluice.testing.TightLimits;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The quota of each caller for its idempotency keys. */
@QuarkusTest
@TestProfile(TightLimits.class)
class KeyQuotaTest {

    @Inject
    Database database;

    @Inject
    Idempotency idempotency;

    private final String caller = "quota-" + UUID.randomUUID();

    @BeforeEach
    void awaitDatabase() {
        await().until(database::isMigrated);
    }

    private KeyOutcome once(String of, String key, String response) {
        return idempotency
                .once(new KeyedRequest(of, key, KeyedRequest.fingerprint(key.getBytes(UTF_8))), ids -> Uni.createFrom()
                        .item(new StoredResponse(201, "text/plain", response.getBytes(UTF_8), true)))
                .await()
                .atMost(LIMIT);
    }

    @Test
    void refusesNewKeysBeyondTheQuotaAndReplaysStoredOnes() {
        // Given
        String stored = "x".repeat(500);
        once(caller, "first", "x".repeat(1_200));
        once(caller, "second", stored);

        // When
        KeyOutcome third = once(caller, "third", "not stored");

        // Then
        assertThat(third).isEqualTo(new Refused(Reason.QUOTA_EXCEEDED));
        assertThat(once(caller, "second", "again")).isInstanceOfSatisfying(Completed.class, second -> {
            assertThat(second.replayed()).isTrue();
            assertThat(second.response().body()).asString().isEqualTo(stored);
        });
        assertThat(once(caller + "-other", "third", "stored")).isInstanceOf(Completed.class);
    }

    @Test
    void countsKeysOfOtherInstances() {
        // Given
        once(caller, "first", "x".repeat(2_000));
        IdempotencyKeyRepository keys = new IdempotencyKeyRepository(database);

        // When
        KeyQuota other = new KeyQuota(2_000, of -> keys.size(of, KeyQuota.KEY_SIZE), Clock.systemUTC());

        // Then
        await().until(() -> other.isExceeded(caller));
        assertThat(other.isExceeded(caller + "-other")).isFalse();
    }

    @Test
    void answersWithRetryAfter() {
        SluiceApi sluice = new SluiceApi();
        await().untilAsserted(
                        () -> sluice.with("Idempotency-Key", UUID.randomUUID().toString())
                                .publish("parcel.created", PARCELS.created("parcel-1", "quota"))
                                .spec(retryableProblem(429, "urn:sluice:problem:idempotency-quota-exceeded"))
                                .header("Retry-After", equalTo("60")));
    }
}
