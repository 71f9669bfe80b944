package dev.sluice.database;

import dev.sluice.role.ActiveRoles;
import dev.sluice.role.Role;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/**
 * The database, if one is configured. It is migrated in the background, by whichever replica comes first: the start waits
 * a moment for that, and no longer, since the database may be away.
 */
@ApplicationScoped
public class Database {

    private static final Logger LOG = Logger.getLogger(Database.class);
    private static final int START_SECONDS = 5;
    private static final int RETRY_SECONDS = 2;

    private final InjectableInstance<Pool> pool;
    private final InjectableInstance<Flyway> migrations;
    private final boolean needed;
    private volatile boolean migrated;
    private volatile boolean stopped;
    private volatile String waitingFor = "the migration";

    Database(InjectableInstance<Pool> pool, InjectableInstance<Flyway> migrations, ActiveRoles roles) {
        this.pool = pool;
        this.migrations = migrations;
        // Processing alone has nothing there.
        this.needed = roles.has(Role.INGRESS) || roles.has(Role.PROJECTION) || roles.has(Role.TASK);
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
        return waitingFor;
    }

    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE + 30) StartupEvent event) {
        if (isAwaited()) {
            CompletableFuture.runAsync(this::migrate, Infrastructure.getDefaultWorkerPool())
                    .completeOnTimeout(null, START_SECONDS, TimeUnit.SECONDS)
                    .join();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
    }

    private void migrate() {
        try {
            migrations.get().migrate();
            migrated = true;
        } catch (RuntimeException e) {
            String failure = reason(e);
            if (!failure.equals(waitingFor)) {
                LOG.warnf("Not ready: the database is not migrated: %s", failure);
                waitingFor = failure;
            }
            if (!stopped) {
                var unused =
                        Infrastructure.getDefaultWorkerPool().schedule(this::migrate, RETRY_SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    /** Flyway's own message has many lines; the driver's says it in one. */
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof SQLException)) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
