package dev.sluice.database;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jspecify.annotations.Nullable;

/** The migration of the tables, and the reason if it fails, in one sentence. */
final class Migration {

    /** SQLSTATEs of a table, an index or a type that exists already. */
    private static final Set<String> DUPLICATES = Set.of("42P07", "42710");

    /** SQLSTATE of a right that the account does not have. */
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private Migration() {}

    /**
     * Migrates the database on the calling thread. Has no effect if another replica has migrated it.
     *
     * @throws IllegalStateException if the migration fails, with the reason
     */
    static void run(Flyway migrations) {
        try {
            migrations.migrate();
        } catch (FlywayValidateException e) {
            throw conflict("the schema has the migrations of another application", e);
        } catch (RuntimeException e) {
            // The first line of the driver's message; Flyway's has many before it.
            Throwable cause = e;
            while (cause.getCause() != null && !(cause instanceof SQLException)) {
                cause = cause.getCause();
            }
            String reason = cause.getCause() instanceof IOException network
                    ? cause.getMessage() + " " + network
                    : String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
            throw failure(reason, cause instanceof SQLException error ? error.getSQLState() : null, e);
        }
    }

    private static IllegalStateException failure(String reason, @Nullable String state, RuntimeException cause) {
        if (state != null && DUPLICATES.contains(state)) {
            return conflict(reason, cause);
        }
        return new IllegalStateException(
                INSUFFICIENT_PRIVILEGE.equals(state)
                        ? reason + "; run the init process, whose account may change the tables"
                        : reason,
                cause);
    }

    private static IllegalStateException conflict(String reason, RuntimeException cause) {
        return new IllegalStateException(
                reason + "; set sluice.database.schema to a schema of Sluice's own, such as sluice", cause);
    }
}
