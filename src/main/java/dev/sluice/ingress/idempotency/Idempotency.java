package dev.sluice.ingress.idempotency;

import dev.sluice.database.Database;
import dev.sluice.ingress.idempotency.IdempotencyKeyRepository.ClaimResult;
import dev.sluice.ingress.idempotency.KeyOutcome.Reason;
import dev.sluice.runtime.StartupCheck;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Publishes a request once per idempotency key. A request claims its key for a limited time, which is longer than Kafka may
 * take to acknowledge. If the replica crashes, the claim ends, and a repeat publishes the same events with the same ids.
 */
@ApplicationScoped
public class Idempotency {

    private static final Logger LOG = Logger.getLogger(Idempotency.class);
    /** Limit of concurrent requests with a key. Each holds a body and at most one statement that waits for the database. */
    private static final int MAX_REQUESTS = 1_000;

    private static final Duration DATABASE_TIMEOUT = Duration.ofSeconds(2);
    /** Time for statements, for pauses of the process, and for what a transaction takes longer than a record (ADR 6). */
    private static final Duration LEASE_MARGIN = Duration.ofSeconds(20);

    private final Database database;
    private final IdempotencyKeyRepository keys;
    private final Duration lease;
    private final Duration retention;
    private final long maxResponseSize;
    private final KeyQuota quota;
    private final Semaphore permits = new Semaphore(MAX_REQUESTS);

    Idempotency(
            Database database,
            IdempotencyConfig config,
            Clock clock,
            @ConfigProperty(name = "sluice.ingress.producer.\"delivery.timeout.ms\"") int deliveryMillis) {
        this.database = database;
        this.keys = new IdempotencyKeyRepository(database);
        this.lease = Duration.ofMillis(deliveryMillis).plus(LEASE_MARGIN);
        this.retention = config.retention();
        this.maxResponseSize = config.maxResponseSize().asLongValue();
        this.quota = new KeyQuota(
                config.maxClientSize().asLongValue(), caller -> keys.size(caller, KeyQuota.KEY_SIZE), clock);
    }

    /**
     * Publishes a request, unless a request with the same key was published before. Once started, the publication continues
     * even if the client disconnects. Never blocks.
     *
     * @param publication publishes the request; called only if the key is claimed. If it fails, the result fails with the same
     *     failure, and a repeat of the request publishes again.
     */
    public Uni<KeyOutcome> once(KeyedRequest request, Function<EventIdSource, Uni<StoredResponse>> publication) {
        if (!database.isConfigured()) {
            return refused(Reason.NOT_CONFIGURED);
        }
        if (!database.isMigrated() || !permits.tryAcquire()) {
            return refused(Reason.UNAVAILABLE);
        }
        UUID claim = UUID.randomUUID();
        return claim(request, claim)
                .chain(result -> result instanceof ClaimResult.Claimed
                        ? publish(request, claim, publication)
                        : outcomeWithoutClaim(result))
                .onFailure(DatabaseUnavailableException.class)
                .recoverWithUni(() -> refused(Reason.UNAVAILABLE))
                .onTermination()
                .invoke(permits::release)
                .memoize()
                .indefinitely();
    }

    private Uni<ClaimResult> claim(KeyedRequest request, UUID claim) {
        Uni<ClaimResult> result = (quota.isExceeded(request.caller())
                        ? keys.reclaim(request, claim, lease, retention)
                        : keys.claim(request, claim, lease, retention).invoke(claimed -> countClaim(request, claimed)))
                .memoize()
                .indefinitely();
        return result.ifNoItem()
                .after(DATABASE_TIMEOUT)
                .recoverWithUni(() -> {
                    // The statement may still succeed after the timeout. Nothing would use its claim, so release it.
                    result.onItem()
                            .call(() -> release(request, claim))
                            .subscribe()
                            .with(late -> {}, failed -> {});
                    return Uni.createFrom().failure(new TimeoutException());
                })
                .onFailure()
                .transform(failure -> {
                    LOG.debugf(failure, "Idempotency key not claimed");
                    return new DatabaseUnavailableException(failure);
                });
    }

    private Uni<KeyOutcome> publish(
            KeyedRequest request, UUID claim, Function<EventIdSource, Uni<StoredResponse>> publication) {
        return Uni.createFrom()
                .deferred(() -> publication.apply(request.eventIds()))
                .onItem()
                .call(response -> storeOrRelease(request, claim, response))
                .onFailure()
                .call(() -> ignoringFailure(release(request, claim)))
                .map(response -> new KeyOutcome.Completed(response, false));
    }

    private Uni<Void> storeOrRelease(KeyedRequest request, UUID claim, StoredResponse response) {
        if (!response.conclusive()) {
            return ignoringFailure(release(request, claim));
        }
        int size = response.body().length;
        boolean isSmall = size <= maxResponseSize;
        if (isSmall) {
            quota.add(request.caller(), size);
        } else {
            LOG.warnf(
                    "Response to a request with an Idempotency-Key not stored: %d bytes exceed"
                            + " sluice.idempotency.max-response-size",
                    size);
        }
        return ignoringFailure(keys.store(request, claim, response, isSmall));
    }

    private void countClaim(KeyedRequest request, ClaimResult result) {
        if (result instanceof ClaimResult.Claimed) {
            quota.add(request.caller(), KeyQuota.KEY_SIZE);
        }
    }

    private Uni<Void> release(KeyedRequest request, UUID claim) {
        return keys.release(request, claim).invoke(() -> quota.add(request.caller(), -KeyQuota.KEY_SIZE));
    }

    /** Runs a statement after the publication. The client gets the response even if the database fails. */
    private static Uni<Void> ignoringFailure(Uni<Void> statement) {
        return statement
                .ifNoItem()
                .after(DATABASE_TIMEOUT)
                .fail()
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "Idempotency key not updated, its claim lasts until it times out: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private static Uni<KeyOutcome> outcomeWithoutClaim(ClaimResult result) {
        if (result instanceof ClaimResult.Stored stored) {
            return Uni.createFrom().item(new KeyOutcome.Completed(stored.response(), true));
        }
        if (result instanceof ClaimResult.Reused) {
            return refused(Reason.REUSED);
        }
        if (result instanceof ClaimResult.NotStored) {
            return refused(Reason.RESPONSE_NOT_STORED);
        }
        return refused(result instanceof ClaimResult.Unknown ? Reason.QUOTA_EXCEEDED : Reason.IN_PROGRESS);
    }

    private static Uni<KeyOutcome> refused(Reason reason) {
        return Uni.createFrom().item(new KeyOutcome.Refused(reason));
    }

    private static final class DatabaseUnavailableException extends RuntimeException {
        DatabaseUnavailableException(Throwable cause) {
            super(cause);
        }
    }

    /** Rejects a retention that is shorter than clients may repeat their requests. */
    @Singleton
    static class RetentionCheck implements StartupCheck {

        private static final Duration MIN_RETENTION = Duration.ofMinutes(5);

        private final IdempotencyConfig config;

        RetentionCheck(IdempotencyConfig config) {
            this.config = config;
        }

        @Override
        public Stream<Finding> findings() {
            Duration retention = config.retention();
            return retention.compareTo(MIN_RETENTION) < 0
                    ? Stream.of(new Violation(
                            "sluice.idempotency.retention is %d s: a client that repeats later publishes twice; set at least 5m"
                                    .formatted(retention.toSeconds())))
                    : Stream.empty();
        }
    }
}
