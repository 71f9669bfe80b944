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
 * Deletes the keys that are expired, every minute, in short statements. Each replica does; what one has locked, the others
 * pass over. A key is expired whether or not it is deleted.
 */
@ApplicationScoped
class IdempotencyKeyCleanup {

    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int BATCH = 1_000;

    private final Database database;
    private final IdempotencyKeyRepository keys;
    private final BackgroundRetry.Task deletion;

    IdempotencyKeyCleanup(Database database, BackgroundRetry retry) {
        this.database = database;
        this.keys = new IdempotencyKeyRepository(database);
        this.deletion = retry.every(INTERVAL, "Deletion of expired keys", INTERVAL, this::delete);
    }

    void start(@Observes StartupEvent event, ActiveComponents roles) {
        if (roles.has(Component.INGRESS) && database.isConfigured()) {
            deletion.start();
        }
    }

    /** Deletes all keys that are expired now. */
    boolean delete() {
        if (database.isMigrated()) {
            var unused = keys.expire(BATCH)
                    .repeat()
                    .whilst(deleted -> deleted == BATCH)
                    .collect()
                    .last()
                    .await()
                    .atMost(INTERVAL);
        }
        return true;
    }
}
