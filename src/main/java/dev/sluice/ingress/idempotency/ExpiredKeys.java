package dev.sluice.ingress.idempotency;

import dev.sluice.database.Database;
import dev.sluice.role.ActiveRoles;
import dev.sluice.role.Role;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Deletes the keys that are expired, every minute, in short statements. Each replica does; what one has locked, the others
 * pass over. A key is expired whether or not it is deleted.
 */
@ApplicationScoped
class ExpiredKeys {

    private static final Logger LOG = Logger.getLogger(ExpiredKeys.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int BATCH = 1_000;

    private final Database database;
    private final KeyTable keys;
    private @Nullable Cancellable ticks;

    ExpiredKeys(Database database) {
        this.database = database;
        this.keys = new KeyTable(database);
    }

    void start(@Observes StartupEvent event, ActiveRoles roles) {
        if (roles.has(Role.INGRESS) && database.isConfigured()) {
            ticks = Multi.createFrom()
                    .ticks()
                    .every(INTERVAL)
                    .onOverflow()
                    .drop()
                    .filter(tick -> database.isMigrated())
                    .onItem()
                    .transformToUniAndConcatenate(tick -> delete())
                    .subscribe()
                    .with(done -> {});
        }
    }

    void stop(@Observes ShutdownEvent event) {
        if (ticks != null) {
            ticks.cancel();
        }
    }

    /** Deletes all that are expired now; never fails. */
    Uni<Void> delete() {
        return keys.expire(BATCH)
                .repeat()
                .whilst(deleted -> deleted == BATCH)
                .collect()
                .last()
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.debugf(failure, "Expired keys are not deleted now"))
                .onFailure()
                .recoverWithNull();
    }
}
