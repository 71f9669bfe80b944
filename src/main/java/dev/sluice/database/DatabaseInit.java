package dev.sluice.database;

import dev.sluice.runtime.InitTask;
import jakarta.inject.Singleton;

/** Migrates the database, if one is configured. */
@Singleton
class DatabaseInit implements InitTask {

    private final Database database;

    DatabaseInit(Database database) {
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
