package dev.sluice.example.orders.query;

import dev.sluice.runtime.OptionalPackages;
import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.inject.Singleton;
import java.util.Collection;
import org.eclipse.microprofile.config.Config;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/** Leaves the tables of the example out of the migrations unless it is enabled. */
@Singleton
class OrderMigrations implements FlywayConfigurationCustomizer {

    private static final String LOCATION = "db/example/";

    private final boolean isEnabled;

    OrderMigrations(Config config) {
        this.isEnabled = OptionalPackages.of(config).isEnabled(OrderMigrations.class.getName());
    }

    @Override
    public void customize(FluentConfiguration migrations) {
        if (isEnabled) {
            return;
        }
        // Quarkus has read the locations already.
        migrations.resourceProvider(new OtherMigrations(migrations.getResourceProvider()));
        // A database that has the tables remains usable.
        migrations.ignoreMigrationPatterns("*:missing", "*:future");
    }

    private record OtherMigrations(ResourceProvider all) implements ResourceProvider {

        @Override
        public @Nullable LoadableResource getResource(String name) {
            return all.getResource(name);
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            return all.getResources(prefix, suffixes).stream()
                    .filter(resource -> !resource.getAbsolutePath().contains(LOCATION))
                    .toList();
        }
    }
}
