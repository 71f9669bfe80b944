package dev.sluice.ingress.idempotency;

import dev.sluice.database.Database;
import dev.sluice.runtime.ActiveComponents;
import dev.sluice.runtime.BackgroundRetry;
import dev.sluice.runtime.Component;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * Deletes expired keys every minute, in short statements. All replicas do so, and skip rows that another one has locked. A key
 * expires on time even if its row is deleted later.
 */
@ApplicationScoped
class IdempotencyKeyCleanup {

    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int BATCH_SIZE = 1_000;

    private final Database database;
    private final IdempotencyKeyRepository keys;
    private final BackgroundRetry.Task cleanup;

    IdempotencyKeyCleanup(Database database, BackgroundRetry retry) {
        this.database = database;
        this.keys = new IdempotencyKeyRepository(database);
        this.cleanup = retry.every(INTERVAL, "Deletion of expired idempotency keys", INTERVAL, this::deleteExpired);
    }

    void start(@Observes StartupEvent event, ActiveComponents components) {
        if (components.has(Component.INGRESS) && database.isConfigured()) {
            cleanup.start();
        }
    }

    /** Deletes all keys that are expired now. Returns true. */
    boolean deleteExpired() {
        if (database.isMigrated()) {
            var unused = keys.deleteExpired(BATCH_SIZE)
                    .repeat()
                    .whilst(deleted -> deleted == BATCH_SIZE)
                    .collect()
                    .last()
                    .await()
                    .atMost(INTERVAL);
        }
        return true;
    }
}
