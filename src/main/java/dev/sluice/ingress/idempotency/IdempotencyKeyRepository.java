package dev.sluice.ingress.idempotency;

import dev.sluice.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.UUID;

/** The table {@code idempotency_key}. Each step is one statement, and the times are the database's. */
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

    private static final String KEEP = """
            UPDATE idempotency_key SET status = $4, media_type = $5, body = $6
            WHERE client = $1 AND key = $2 AND claim = $3""";

    private static final String RELEASE = "DELETE FROM idempotency_key WHERE client = $1 AND key = $2 AND claim = $3";

    /** Rows that another replica deletes at the same time are passed over. */
    private static final String EXPIRE = """
            DELETE FROM idempotency_key WHERE (client, key) IN (
                SELECT client, key FROM idempotency_key WHERE expires_at <= now()
                ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED)""";

    private final Database database;

    IdempotencyKeyRepository(Database database) {
        this.database = database;
    }

    /** What a claim finds. */
    sealed interface Found {

        /** Nobody has the key: now this claim has it. */
        record Nothing() implements Found {}

        record Kept(StoredResponse answer) implements Found {}

        record OtherClaim() implements Found {}

        record OtherRequest() implements Found {}
    }

    /**
     * Takes a key, unless it is taken.
     *
     * @param lease how long a key is taken by a claim that is neither kept nor released
     */
    Uni<Found> claim(KeyedRequest request, UUID claim, Duration lease, Duration retention) {
        return execute(CLAIM, Tuple.from(new Object[] {
                    request.client(),
                    request.key(),
                    Buffer.buffer(request.fingerprint()).getDelegate(),
                    claim,
                    (double) lease.toSeconds(),
                    (double) retention.toSeconds()
                }))
                .chain(claimed -> claimed.size() == 1 ? Uni.createFrom().item(new Found.Nothing()) : read(request));
    }

    private Uni<Found> read(KeyedRequest request) {
        return execute(
                        READ,
                        Tuple.of(
                                request.client(),
                                request.key(),
                                Buffer.buffer(request.fingerprint()).getDelegate()))
                .map(rows -> {
                    for (Row row : rows) {
                        return found(row);
                    }
                    // It was released between the two statements; a repeat finds out.
                    return new Found.OtherClaim();
                });
    }

    private static Found found(Row row) {
        if (!row.getBoolean("same")) {
            return new Found.OtherRequest();
        }
        Integer status = row.getInteger("status");
        return status == null
                ? new Found.OtherClaim()
                : new Found.Kept(new StoredResponse(
                        status,
                        row.getString("media_type"),
                        row.getBuffer("body").getBytes(),
                        true));
    }

    /** Keeps the answer, unless the claim's time was over and another took the key. */
    Uni<Void> keep(KeyedRequest request, UUID claim, StoredResponse answer) {
        return execute(
                        KEEP,
                        Tuple.of(
                                request.client(),
                                request.key(),
                                claim,
                                answer.status(),
                                answer.mediaType(),
                                Buffer.buffer(answer.body()).getDelegate()))
                .replaceWithVoid();
    }

    /** Forgets the key, unless another took it. */
    Uni<Void> release(KeyedRequest request, UUID claim) {
        return execute(RELEASE, Tuple.of(request.client(), request.key(), claim))
                .replaceWithVoid();
    }

    /**
     * Forgets some of the keys that are expired.
     *
     * @return how many
     */
    Uni<Integer> expire(int most) {
        return execute(EXPIRE, Tuple.of(most)).map(RowSet::rowCount);
    }

    private Uni<RowSet<Row>> execute(String sql, Tuple values) {
        return database.pool().preparedQuery(sql).execute(values);
    }
}
