package dev.sluice.example.orders.query;

import dev.sluice.runtime.OptionalPackages;
import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.inject.Singleton;
import java.util.Arrays;
import org.eclipse.microprofile.config.Config;
import org.flywaydb.core.api.Location;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Leaves the tables of the example out of the migrations unless it is enabled. */
@Singleton
class OrderMigrations implements FlywayConfigurationCustomizer {

    private static final String LOCATION = "db/example";

    private final boolean isEnabled;

    OrderMigrations(Config config) {
        this.isEnabled = OptionalPackages.of(config).isEnabled(OrderMigrations.class.getName());
    }

    @Override
    public void customize(FluentConfiguration migrations) {
        if (isEnabled) {
            return;
        }
        migrations.locations(Arrays.stream(migrations.getLocations())
                .filter(location -> !location.getDescriptor().contains(LOCATION))
                .toArray(Location[]::new));
        // A database that has them remains usable.
        migrations.ignoreMigrationPatterns("*:missing", "*:future");
    }
}
