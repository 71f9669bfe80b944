package dev.sluice.database;

import dev.sluice.runtime.ActiveComponents;
import dev.sluice.runtime.BackgroundRetry;
import dev.sluice.runtime.Component;
import dev.sluice.runtime.InitTask;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.flywaydb.core.Flyway;

/**
 * The optional PostgreSQL database. The first replica that reaches it migrates it in the background. Startup waits a
 * few seconds for the migration and continues without it if the database is unavailable.
 */
@ApplicationScoped
public class Database {

    private static final int START_SECONDS = 5;
    private static final Duration MAX_DELAY = Duration.ofSeconds(2);
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(10);
    private static final Duration CHECK_LIMIT = Duration.ofSeconds(5);

    private final InjectableInstance<Pool> pool;
    private final InjectableInstance<Flyway> migrations;
    private final boolean needed;
    private final BackgroundRetry.Task migration;
    private final BackgroundRetry.Task check;
    private volatile boolean migrated;

    Database(
            InjectableInstance<Pool> pool,
            InjectableInstance<Flyway> migrations,
            ActiveComponents components,
            BackgroundRetry retry) {
        this.pool = pool;
        this.migrations = migrations;
        // The others use no tables. Those of ingress are the idempotency keys.
        this.needed = Stream.of(Component.INGRESS, Component.PROJECTION, Component.QUERY, Component.TASK)
                .anyMatch(components::has);
        this.migration = retry.until("Database migration", MAX_DELAY, this::migrateAtStart);
        this.check = retry.every(CHECK_INTERVAL, "Database check", MAX_DELAY, this::answers);
    }

    /** Returns whether a database is configured. */
    public boolean isConfigured() {
        return pool.getHandle().getBean().isActive();
    }

    /** Returns whether the tables exist. Remains true if the database becomes unavailable later. */
    public boolean isMigrated() {
        return migrated;
    }

    /** Returns the connections. Call it only if a database {@linkplain #isConfigured() is configured}. */
    public Connections connections() {
        return new Connections(pool.get());
    }

    /** Reports DOWN until the database is migrated, if this process needs one. Later outages are only a reason in its data. */
    @Produces
    @Singleton
    @Readiness
    HealthCheck readiness() {
        return () -> {
            boolean ready = !isMigrationPending();
            var response = HealthCheckResponse.named("database").status(ready);
            if (!ready) {
                response.withData(
                        "reason", migration.failure().isEmpty() ? "migration in progress" : migration.failure());
            } else if (!check.failure().isEmpty()) {
                response.withData("reason", check.failure());
            }
            return response.build();
        };
    }

    private boolean isMigrationPending() {
        return needed && isConfigured() && !migrated;
    }

    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE + 30) StartupEvent event) {
        if (isMigrationPending()) {
            CompletableFuture.runAsync(migration::attempt, Infrastructure.getDefaultWorkerPool())
                    .completeOnTimeout(null, START_SECONDS, TimeUnit.SECONDS)
                    .join();
        }
    }

    private boolean migrateAtStart() {
        migrate();
        check.startAfterInterval();
        return true;
    }

    private boolean answers() {
        connections().execute("SELECT 1", Tuple.tuple()).await().atMost(CHECK_LIMIT);
        return true;
    }

    /**
     * Migrates the database on the calling thread. Has no effect if another replica has migrated it.
     *
     * @throws IllegalStateException if the migration fails, with its cause in one line
     */
    void migrate() {
        Migration.run(migrations.get());
        migrated = true;
    }

    /** The migration in the init process, if a database is configured. */
    @Singleton
    static class Init implements InitTask {

        private final Database database;

        Init(Database database) {
            this.database = database;
        }

        @Override
        public String name() {
            return "database";
        }

        @Override
        public int order() {
            return 30;
        }

        @Override
        public void run() {
            if (database.isConfigured()) {
                database.migrate();
            }
        }
    }
}
