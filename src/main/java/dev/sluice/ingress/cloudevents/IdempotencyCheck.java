package dev.sluice.ingress.cloudevents;

import dev.sluice.ingress.IngressConfig;
import dev.sluice.runtime.StartupCheck;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Rejects idempotent CloudEvents without a database: all of them would be answered with 501. */
@Singleton
class IdempotencyCheck implements StartupCheck {

    private final boolean idempotent;
    private final boolean hasDatabase;

    IdempotencyCheck(
            IngressConfig config, @ConfigProperty(name = "quarkus.datasource.reactive.url") Optional<String> database) {
        this.idempotent = config.cloudevents().idempotent();
        this.hasDatabase = database.isPresent();
    }

    @Override
    public Stream<Finding> findings() {
        return idempotent && !hasDatabase
                ? Stream.of(
                        new Violation(
                                "sluice.ingress.cloudevents.idempotent is true, and no database stores the keys: set quarkus.datasource.reactive.url, or set it to false"))
                : Stream.empty();
    }
}
