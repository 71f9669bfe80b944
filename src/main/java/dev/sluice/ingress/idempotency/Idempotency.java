package dev.sluice.ingress.idempotency;

import dev.sluice.database.Database;
import dev.sluice.ingress.idempotency.IdempotencyKeyRepository.Found;
import dev.sluice.ingress.idempotency.KeyOutcome.Reason;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Publishes once for each key. Who takes a key has it for a bounded time, longer than Kafka may take to answer: a replica
 * that crashes holds nobody up for good, and whoever is next publishes the same events under the same ids.
 */
@ApplicationScoped
public class Idempotency {

    private static final Logger LOG = Logger.getLogger(Idempotency.class);
    /** Each has a statement at most that waits for the database, and a body. */
    private static final int MOST_AT_ONCE = 1_000;

    private static final Duration DATABASE_LIMIT = Duration.ofSeconds(2);
    /** For statements, for pauses of this process, and for what a transaction takes longer than a record (ADR 6). */
    private static final Duration LEASE_MARGIN = Duration.ofSeconds(20);

    private final Database database;
    private final IdempotencyKeyRepository keys;
    private final Duration lease;
    private final Duration retention;
    private final long maxResponseSize;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    Idempotency(
            Database database,
            IdempotencyConfig config,
            @ConfigProperty(name = "mp.messaging.outgoing.events.delivery.timeout.ms") int deliveryMillis) {
        this.database = database;
        this.keys = new IdempotencyKeyRepository(database);
        this.lease = Duration.ofMillis(deliveryMillis).plus(LEASE_MARGIN);
        this.retention = config.retention();
        this.maxResponseSize = config.maxResponseSize().asLongValue();
    }

    /**
     * Publishes, unless a request with the same key did. Once begun it goes on to its end, whoever is still there to hear of
     * it. Does not block.
     *
     * @param publication called if the key is free. A failure is passed on, and then a repeat publishes again.
     */
    public Uni<KeyOutcome> once(KeyedRequest request, Function<EventIdSource, Uni<StoredResponse>> publication) {
        if (!database.isConfigured()) {
            return refused(Reason.NOT_CONFIGURED);
        }
        if (!database.isMigrated() || !places.tryAcquire()) {
            return refused(Reason.UNAVAILABLE);
        }
        UUID claim = UUID.randomUUID();
        return claim(request, claim)
                .chain(found -> found instanceof Found.Nothing ? publish(request, claim, publication) : known(found))
                .onFailure(DatabaseUnavailableException.class)
                .recoverWithUni(() -> refused(Reason.UNAVAILABLE))
                .onTermination()
                .invoke(places::release)
                .memoize()
                .indefinitely();
    }

    private Uni<Found> claim(KeyedRequest request, UUID claim) {
        Uni<Found> found =
                keys.claim(request, claim, lease, retention).memoize().indefinitely();
        return found.ifNoItem()
                .after(DATABASE_LIMIT)
                .recoverWithUni(() -> {
                    // It may yet succeed, and nobody would use it.
                    found.onItem()
                            .call(() -> keys.release(request, claim))
                            .subscribe()
                            .with(late -> {}, lost -> {});
                    return Uni.createFrom().failure(new TimeoutException());
                })
                .onFailure()
                .transform(failure -> {
                    LOG.debugf(failure, "The database does not answer");
                    return new DatabaseUnavailableException(failure);
                });
    }

    private Uni<KeyOutcome> publish(
            KeyedRequest request, UUID claim, Function<EventIdSource, Uni<StoredResponse>> publication) {
        return Uni.createFrom()
                .deferred(() -> publication.apply(request.eventIds()))
                .onItem()
                .call(answer -> settle(request, claim, answer))
                .onFailure()
                .call(() -> bounded(keys.release(request, claim)))
                .map(answer -> new KeyOutcome.Answered(answer, false));
    }

    private Uni<Void> settle(KeyedRequest request, UUID claim, StoredResponse answer) {
        if (answer.conclusive() && answer.body().length <= maxResponseSize) {
            return bounded(keys.keep(request, claim, answer));
        }
        if (answer.conclusive()) {
            LOG.warnf("An answer of %d bytes is not kept: sluice.idempotency.max-response-size", answer.body().length);
        }
        return bounded(keys.release(request, claim));
    }

    /** What was published is published: the client is told, whether or not the database takes note. */
    private static Uni<Void> bounded(Uni<Void> statement) {
        return statement
                .ifNoItem()
                .after(DATABASE_LIMIT)
                .fail()
                .onFailure()
                .invoke(failure -> LOG.warnf("A key stays taken until its time is over: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private static Uni<KeyOutcome> known(Found found) {
        if (found instanceof Found.Kept kept) {
            return Uni.createFrom().item(new KeyOutcome.Answered(kept.answer(), true));
        }
        return refused(found instanceof Found.OtherRequest ? Reason.REUSED : Reason.IN_PROGRESS);
    }

    private static Uni<KeyOutcome> refused(Reason reason) {
        return Uni.createFrom().item(new KeyOutcome.Refused(reason));
    }

    private static final class DatabaseUnavailableException extends RuntimeException {
        DatabaseUnavailableException(Throwable cause) {
            super(cause);
        }
    }
}
