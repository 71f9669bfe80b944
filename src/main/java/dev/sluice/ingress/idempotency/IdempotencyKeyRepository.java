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

    /** Claims only a key that has a row, so that the table does not grow. */
    private static final String RECLAIM = """
            UPDATE idempotency_key
            SET fingerprint = $3, claim = $4, claimed_until = now() + make_interval(secs => $5),
                expires_at = now() + make_interval(secs => $6), status = NULL, media_type = NULL, body = NULL
            WHERE client = $1 AND key = $2
              AND (expires_at <= now() OR (status IS NULL AND claimed_until <= now() AND fingerprint = $3))
            RETURNING claim""";

    private static final String SIZE = """
            SELECT count(*) * $2::bigint + coalesce(sum(octet_length(body)), 0)::bigint AS size
            FROM idempotency_key WHERE client = $1""";

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

        /** The same request has a response that was too large to store. */
        record NotStored() implements ClaimResult {}

        /** No request has the key. */
        record Unknown() implements ClaimResult {}
    }

    /**
     * Claims a key, unless another request has it.
     *
     * @param claim the unique id of this attempt
     * @param lease the time after which the claim ends if it is neither stored nor released
     * @param retention the time after which the key expires
     */
    Uni<ClaimResult> claim(KeyedRequest request, UUID claim, Duration lease, Duration retention) {
        // If the key was released between the two statements, a repeat of the request can claim it.
        return claim(CLAIM, request, claim, lease, retention)
                .map(result -> result instanceof ClaimResult.Unknown ? new ClaimResult.InProgress() : result);
    }

    /** Claims a key that is stored already, unless another request has it. As {@link #claim} otherwise. */
    Uni<ClaimResult> reclaim(KeyedRequest request, UUID claim, Duration lease, Duration retention) {
        return claim(RECLAIM, request, claim, lease, retention);
    }

    private Uni<ClaimResult> claim(
            String statement, KeyedRequest request, UUID claim, Duration lease, Duration retention) {
        return execute(statement, Tuple.from(new Object[] {
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
                    return new ClaimResult.Unknown();
                });
    }

    private static ClaimResult result(Row row) {
        if (!row.getBoolean("same")) {
            return new ClaimResult.Reused();
        }
        Integer status = row.getInteger("status");
        if (status == null) {
            return new ClaimResult.InProgress();
        }
        return row.getBuffer("body") == null
                ? new ClaimResult.NotStored()
                : new ClaimResult.Stored(new StoredResponse(
                        status,
                        row.getString("media_type"),
                        row.getBuffer("body").getBytes(),
                        true));
    }

    /**
     * Stores the response, unless the claim has ended and another request has claimed the key.
     *
     * @param withBody whether to store its body too
     */
    Uni<Void> store(KeyedRequest request, UUID claim, StoredResponse response, boolean withBody) {
        return execute(
                        STORE,
                        Tuple.of(
                                request.caller(),
                                request.key(),
                                claim,
                                response.status(),
                                response.mediaType(),
                                withBody ? Buffer.buffer(response.body()).getDelegate() : null))
                .replaceWithVoid();
    }

    /** Deletes the key, unless the claim has ended and another request has claimed it. */
    Uni<Void> release(KeyedRequest request, UUID claim) {
        return execute(RELEASE, Tuple.of(request.caller(), request.key(), claim))
                .replaceWithVoid();
    }

    /**
     * Returns the size of the keys and responses of a caller in bytes. Reads all its rows, but no response.
     *
     * @param keySize the size of a key in bytes
     */
    Uni<Long> size(String caller, long keySize) {
        return execute(SIZE, Tuple.of(caller, keySize))
                .map(rows -> rows.iterator().next().getLong("size"));
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
