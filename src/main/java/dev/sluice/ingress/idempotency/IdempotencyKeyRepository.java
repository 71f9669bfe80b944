package dev.sluice.ingress.idempotency;

import dev.sluice.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.UUID;

/** The table {@code idempotency_key}. Each step is one statement and uses the clock of the database. */
final class IdempotencyKeyRepository {

    private static final String CLAIM = """
            INSERT INTO idempotency_key AS known (client, key, fingerprint, claim, claimed_until, expires_at)
            VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5), now() + make_interval(secs => $6))
            ON CONFLICT (client, key) DO UPDATE
            SET fingerprint = excluded.fingerprint, claim = excluded.claim, claimed_until = excluded.claimed_until,
                expires_at = excluded.expires_at, status = NULL, media_type = NULL, body = NULL
            WHERE known.expires_at <= now()
               OR (known.status IS NULL AND known.claimed_until <= now() AND known.fingerprint = excluded.fingerprint)
            RETURNING claim""";

    private static final String READ = """
            SELECT fingerprint = $3 AS same, status, media_type, body
            FROM idempotency_key WHERE client = $1 AND key = $2""";

    private static final String STORE = """
            UPDATE idempotency_key SET status = $4, media_type = $5, body = $6
            WHERE client = $1 AND key = $2 AND claim = $3""";

    private static final String RELEASE = "DELETE FROM idempotency_key WHERE client = $1 AND key = $2 AND claim = $3";

    /** Skips rows that another replica is deleting. */
    private static final String DELETE_EXPIRED = """
            DELETE FROM idempotency_key WHERE (client, key) IN (
                SELECT client, key FROM idempotency_key WHERE expires_at <= now()
                ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED)""";

    private final Database database;

    IdempotencyKeyRepository(Database database) {
        this.database = database;
    }

    /** The result of an attempt to claim a key. */
    sealed interface ClaimResult {

        /** The key was free or its claim had ended; this request has it now. */
        record Claimed() implements ClaimResult {}

        /** The same request has a stored response. */
        record Stored(StoredResponse response) implements ClaimResult {}

        /** The same request has claimed the key and has no response yet. */
        record InProgress() implements ClaimResult {}

        /** A different request has the key. */
        record Reused() implements ClaimResult {}
    }

    /**
     * Claims a key, unless another request has it.
     *
     * @param claim the unique id of this attempt
     * @param lease the time after which the claim ends if it is neither stored nor released
     * @param retention the time after which the key expires
     */
    Uni<ClaimResult> claim(KeyedRequest request, UUID claim, Duration lease, Duration retention) {
        return execute(CLAIM, Tuple.from(new Object[] {
                    request.caller(),
                    request.key(),
                    Buffer.buffer(request.fingerprint()).getDelegate(),
                    claim,
                    (double) lease.toSeconds(),
                    (double) retention.toSeconds()
                }))
                .chain(claimed ->
                        claimed.size() == 1 ? Uni.createFrom().item(new ClaimResult.Claimed()) : read(request));
    }

    private Uni<ClaimResult> read(KeyedRequest request) {
        return execute(
                        READ,
                        Tuple.of(
                                request.caller(),
                                request.key(),
                                Buffer.buffer(request.fingerprint()).getDelegate()))
                .map(rows -> {
                    for (Row row : rows) {
                        return result(row);
                    }
                    // The key was released between the two statements. A repeat of the request can claim it.
                    return new ClaimResult.InProgress();
                });
    }

    private static ClaimResult result(Row row) {
        if (!row.getBoolean("same")) {
            return new ClaimResult.Reused();
        }
        Integer status = row.getInteger("status");
        return status == null
                ? new ClaimResult.InProgress()
                : new ClaimResult.Stored(new StoredResponse(
                        status,
                        row.getString("media_type"),
                        row.getBuffer("body").getBytes(),
                        true));
    }

    /** Stores the response, unless the claim has ended and another request has claimed the key. */
    Uni<Void> store(KeyedRequest request, UUID claim, StoredResponse response) {
        return execute(
                        STORE,
                        Tuple.of(
                                request.caller(),
                                request.key(),
                                claim,
                                response.status(),
                                response.mediaType(),
                                Buffer.buffer(response.body()).getDelegate()))
                .replaceWithVoid();
    }

    /** Deletes the key, unless the claim has ended and another request has claimed it. */
    Uni<Void> release(KeyedRequest request, UUID claim) {
        return execute(RELEASE, Tuple.of(request.caller(), request.key(), claim))
                .replaceWithVoid();
    }

    /**
     * Deletes expired keys, the oldest first.
     *
     * @param limit maximum number of keys to delete
     * @return the number of deleted keys
     */
    Uni<Integer> deleteExpired(int limit) {
        return execute(DELETE_EXPIRED, Tuple.of(limit)).map(RowSet::rowCount);
    }

    private Uni<RowSet<Row>> execute(String sql, Tuple values) {
        return database.connections().execute(sql, values);
    }
}
