package dev.sluice.ingress.idempotency;

import dev.sluice.runtime.StartupCheck;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.stream.Stream;

/** Refuses to forget keys while clients may still repeat. */
@Singleton
class RetentionCheck implements StartupCheck {

    private static final Duration SHORTEST = Duration.ofMinutes(5);

    private final IdempotencyConfig config;

    RetentionCheck(IdempotencyConfig config) {
        this.config = config;
    }

    @Override
    public Stream<Finding> findings() {
        Duration retention = config.retention();
        return retention.compareTo(SHORTEST) < 0
                ? Stream.of(new Violation(
                        "sluice.idempotency.retention is %d s: a client that repeats later publishes twice; set at least 5m"
                                .formatted(retention.toSeconds())))
                : Stream.empty();
    }
}
