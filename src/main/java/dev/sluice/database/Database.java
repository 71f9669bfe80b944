package dev.sluice.database;

import dev.sluice.runtime.ActiveComponents;
import dev.sluice.runtime.BackgroundRetry;
import dev.sluice.runtime.Component;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;

/**
 * The database, if one is configured. It is migrated in the background, by whichever replica comes first: the start waits
 * a moment for that, and no longer, since the database may be away.
 */
@ApplicationScoped
public class Database {

    private static final int START_SECONDS = 5;
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(2);

    private final InjectableInstance<Pool> pool;
    private final InjectableInstance<Flyway> migrations;
    private final boolean needed;
    private final BackgroundRetry.Task migration;
    private volatile boolean migrated;

    Database(
            InjectableInstance<Pool> pool,
            InjectableInstance<Flyway> migrations,
            ActiveComponents roles,
            BackgroundRetry retry) {
        this.pool = pool;
        this.migrations = migrations;
        // Processing alone has nothing there.
        this.needed = roles.has(Component.INGRESS) || roles.has(Component.PROJECTION) || roles.has(Component.TASK);
        this.migration = retry.until("Database migration", LONGEST_DELAY, this::migrate);
    }

    /** Whether the configuration names a database at all. */
    public boolean isConfigured() {
        return pool.getHandle().getBean().isActive();
    }

    /** Whether the tables are there; once they are, this stays true, though the database may be away again. */
    public boolean isMigrated() {
        return migrated;
    }

    /** Its connections; only where a database {@linkplain #isConfigured() is configured}. */
    public Pool pool() {
        return pool.get();
    }

    /** Whether this process has a role that needs it, and it is not migrated yet. */
    boolean isAwaited() {
        return needed && isConfigured() && !migrated;
    }

    /** Why it is not migrated yet. */
    String waitingFor() {
        return migration.failure().isEmpty() ? "the migration" : migration.failure();
    }

    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE + 30) StartupEvent event) {
        if (isAwaited()) {
            CompletableFuture.runAsync(migration::attempt, Infrastructure.getDefaultWorkerPool())
                    .completeOnTimeout(null, START_SECONDS, TimeUnit.SECONDS)
                    .join();
        }
    }

    /**
     * Migrates the database now, unless another replica has.
     *
     * @throws IllegalStateException with the driver's message
     */
    boolean migrate() {
        try {
            migrations.get().migrate();
        } catch (RuntimeException e) {
            throw new IllegalStateException(reason(e), e);
        }
        migrated = true;
        return true;
    }

    /** Flyway's own message has many lines; the driver's says it in one. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof SQLException)) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
