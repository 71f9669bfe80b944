package dev.sluice.ingress.idempotency;

import static dev.sluice.testing.Waits.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.database.Database;
import dev.sluice.runtime.BackgroundRetry;
import dev.sluice.testing.DevServers;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class IdempotencyKeyCleanupTest {

    DevServicesContext devServices;

    @Inject
    Database database;

    @Test
    void deletesOnlyExpiredKeys() throws SQLException {
        // Given
        await().until(database::isMigrated);
        try (Connection connection = new DevServers(devServices).database();
                var statement = connection.createStatement()) {
            statement.execute("""
                    INSERT INTO idempotency_key (client, key, fingerprint, claim, claimed_until, expires_at)
                    SELECT 'expired-keys-test', i, '', gen_random_uuid(), now(),
                        now() + CASE WHEN i <= 2500 THEN interval '-1 s' ELSE interval '1 h' END
                    FROM generate_series(1, 2510) AS i""");

            // When
            new IdempotencyKeyCleanup(database, new BackgroundRetry()).deleteExpired();

            // Then
            List<Integer> left = new ArrayList<>();
            try (var rows = statement.executeQuery(
                    "SELECT key::int FROM idempotency_key WHERE client = 'expired-keys-test' ORDER BY 1")) {
                while (rows.next()) {
                    left.add(rows.getInt(1));
                }
            }
            assertThat(left).containsExactly(2501, 2502, 2503, 2504, 2505, 2506, 2507, 2508, 2509, 2510);
        }
    }
}
