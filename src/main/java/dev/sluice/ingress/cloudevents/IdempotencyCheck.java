package dev.sluice.ingress.cloudevents;

import dev.sluice.ingress.IngressConfig;
import dev.sluice.runtime.ActiveComponents;
import dev.sluice.runtime.Component;
import dev.sluice.runtime.StartupCheck;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Rejects idempotent CloudEvents without a database: all of them would be answered with 501. */
@Singleton
class IdempotencyCheck implements StartupCheck {

    private final boolean needsDatabase;
    private final boolean hasDatabase;

    @Inject
    IdempotencyCheck(
            ActiveComponents components,
            IngressConfig config,
            @ConfigProperty(name = "quarkus.datasource.reactive.url") Optional<String> database) {
        this(components.has(Component.INGRESS) && config.cloudevents().idempotent(), database.isPresent());
    }

    IdempotencyCheck(boolean needsDatabase, boolean hasDatabase) {
        this.needsDatabase = needsDatabase;
        this.hasDatabase = hasDatabase;
    }

    @Override
    public Stream<Finding> findings() {
        return needsDatabase && !hasDatabase
                ? Stream.of(
                        new Violation(
                                "sluice.ingress.cloudevents.idempotent is true, and no database stores the keys: set quarkus.datasource.reactive.url, or set it to false"))
                : Stream.empty();
    }
}
