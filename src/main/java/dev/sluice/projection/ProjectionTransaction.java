package dev.sluice.projection;

import dev.sluice.database.Database;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Writes a batch: its events, what follows from them, and the new positions, in one transaction. Its statements are sent
 * without waiting for each other, but for what has to be read first.
 */
final class ProjectionTransaction {

    private final Pool pool;
    private final @Nullable String schema;
    private final List<Projector> projectors;
    private final EventTable events;
    private final Duration limit;
    private final ProjectionMeters meters;
    /** Where the tables must stand at least. */
    private final Map<TopicPartition, Long> written;

    /**
     * Writes to the tables of a schema.
     *
     * @param schema null for the connection's own
     * @param positions where its tables stand
     * @param limit of the time that it may take
     */
    ProjectionTransaction(
            Pool pool,
            @Nullable String schema,
            List<Projector> projectors,
            Map<TopicPartition, Long> positions,
            Duration limit,
            ProjectionMeters meters) {
        this.pool = pool;
        this.schema = schema;
        this.projectors = projectors;
        this.limit = limit;
        this.meters = meters;
        this.events = new EventTable(projectors);
        this.written = new ConcurrentHashMap<>(positions);
    }

    /**
     * Writes those records of a batch that are not written yet.
     *
     * @param batch those of each partition in their order
     * @return how many were; fails with the database's exception or a {@link TimeoutException}, and then nothing was, or nobody
     *     knows; or with {@link PositionRegressedException}, and then nothing was
     */
    Uni<Integer> write(List<ProjectedEvent> batch) {
        Map<TopicPartition, Long> ends = ends(batch);
        long begun = System.nanoTime();
        return pool.withTransaction(transaction -> enter(Database.logErrors(transaction))
                        .chain(() -> PositionTable.lock(transaction, ends.keySet()))
                        .invoke(known -> requireNotSetBack(ends.keySet(), known))
                        .chain(known -> write(transaction, unread(batch, known), ends, known)))
                // The client of PostgreSQL says farewell to a server that is silent, and waits for it to hang up.
                .ifNoItem()
                .after(limit)
                .fail()
                .invoke(rows -> {
                    written.putAll(ends);
                    meters.committed(rows, System.nanoTime() - begun);
                })
                .map(rows -> rows.getOrDefault(EventTable.NAME, 0));
    }

    private Uni<Void> enter(SqlConnection transaction) {
        return schema == null
                ? Uni.createFrom().voidItem()
                : transaction
                        .query("SET LOCAL search_path TO " + schema)
                        .execute()
                        .replaceWithVoid();
    }

    private void requireNotSetBack(Set<TopicPartition> partitions, Map<TopicPartition, Long> known) {
        for (TopicPartition partition : partitions) {
            long position = known.getOrDefault(partition, 0L);
            long before = written.getOrDefault(partition, 0L);
            if (position < before) {
                throw new PositionRegressedException(partition, position, before);
            }
        }
    }

    /** Gives the number of rows that were written, by table. */
    private Uni<Map<String, Integer>> write(
            SqlConnection transaction,
            List<ProjectedEvent> unread,
            Map<TopicPartition, Long> ends,
            Map<TopicPartition, Long> known) {
        if (unread.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        Map<TopicPartition, Long> next = new HashMap<>(ends);
        next.replaceAll((partition, end) -> Math.max(end, known.getOrDefault(partition, 0L)));
        List<Uni<Map<String, Integer>>> statements = new ArrayList<>();
        // While PostgreSQL writes the events, what projectors asked for first is answered, and their rows are made.
        projectors.forEach(projector -> statements.add(projector.apply(transaction, unread)));
        statements.add(events.insert(transaction, unread).replaceWith(Map.of(EventTable.NAME, unread.size())));
        statements.add(PositionTable.advance(transaction, next).replaceWith(Map.of()));
        return Uni.join().all(statements).andFailFast().map(ProjectionTransaction::sum);
    }

    private static Map<String, Integer> sum(List<Map<String, Integer>> rows) {
        Map<String, Integer> sum = new HashMap<>();
        rows.forEach(some -> some.forEach((table, count) -> sum.merge(table, count, Integer::sum)));
        return sum;
    }

    private static Map<TopicPartition, Long> ends(List<ProjectedEvent> batch) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        batch.forEach(event ->
                ends.merge(event.position().partition(), event.position().offset() + 1, Math::max));
        return ends;
    }

    private static List<ProjectedEvent> unread(List<ProjectedEvent> batch, Map<TopicPartition, Long> known) {
        return batch.stream()
                .filter(event -> event.position().offset()
                        >= known.getOrDefault(event.position().partition(), 0L))
                .toList();
    }
}
