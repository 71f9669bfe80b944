package dev.sluice.database;

import dev.sluice.init.InitTask;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import org.flywaydb.core.Flyway;

/** Migrates the database, if one is configured. */
@Singleton
class DatabaseInit implements InitTask {

    private final Database database;
    private final Instance<Flyway> migrations;

    DatabaseInit(Database database, Instance<Flyway> migrations) {
        this.database = database;
        this.migrations = migrations;
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
            try {
                migrations.get().migrate();
            } catch (RuntimeException e) {
                throw new IllegalStateException(Database.reason(e), e);
            }
        }
    }
}
