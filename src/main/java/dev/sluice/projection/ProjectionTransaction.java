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
 * The transaction that writes a batch: its events, the projectors' rows and the new positions. Statements are
 * pipelined, apart from the reads that others depend on.
 */
final class ProjectionTransaction {

    private final Pool pool;
    private final @Nullable String schema;
    private final List<Projector> projectors;
    private final ProjectionTables.Events events;
    private final Duration limit;
    private final ProjectionMeters meters;
    /** The next offsets that this process has seen committed. */
    private final Map<TopicPartition, Long> written;

    /** A regression of the tables' positions: they were set back, and the log has to be read again from there. */
    static final class PositionRegressedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        PositionRegressedException(TopicPartition partition, long position, long written) {
            super("the position of " + partition + " is " + position + ", but it was " + written);
        }
    }

    /**
     * @param schema the tables' schema; null for the connection's default
     * @param positions the tables' positions
     * @param limit maximum duration of a transaction
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
        this.events = new ProjectionTables.Events(projectors);
        this.written = new ConcurrentHashMap<>(positions);
    }

    /**
     * Writes the new records of a batch.
     *
     * @param batch the records, those of a partition in order
     * @return the number of new records. Fails with {@link PositionRegressedException}; then nothing was written. Fails
     *     with the database's exception or a {@link TimeoutException}; then the outcome may be unknown
     */
    Uni<Integer> write(List<ProjectedEvent> batch) {
        Map<TopicPartition, Long> ends = ends(batch);
        long start = System.nanoTime();
        return pool.withTransaction(transaction -> selectSchema(Database.logErrors(transaction))
                        .chain(() -> ProjectionTables.Positions.lock(transaction, ends.keySet()))
                        .invoke(known -> requireNoRegression(ends.keySet(), known))
                        .chain(known -> write(transaction, unread(batch, known), ends, known)))
                // The limit covers the end of the connection, too: a silent server never closes it.
                .ifNoItem()
                .after(limit)
                .fail()
                .invoke(rows -> {
                    written.putAll(ends);
                    meters.committed(rows, System.nanoTime() - start);
                })
                .map(rows -> rows.getOrDefault(ProjectionTables.Events.NAME, 0));
    }

    private Uni<Void> selectSchema(SqlConnection transaction) {
        return schema == null
                ? Uni.createFrom().voidItem()
                : transaction
                        .query("SET LOCAL search_path TO " + schema)
                        .execute()
                        .replaceWithVoid();
    }

    private void requireNoRegression(Set<TopicPartition> partitions, Map<TopicPartition, Long> known) {
        for (TopicPartition partition : partitions) {
            long position = known.getOrDefault(partition, 0L);
            long before = written.getOrDefault(partition, 0L);
            if (position < before) {
                throw new PositionRegressedException(partition, position, before);
            }
        }
    }

    /** Returns the number of written rows by table. */
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
        // Projectors go first: PostgreSQL answers their reads and then inserts events while they compute their rows.
        projectors.forEach(projector -> statements.add(projector.apply(transaction, unread)));
        statements.add(
                events.insert(transaction, unread).replaceWith(Map.of(ProjectionTables.Events.NAME, unread.size())));
        statements.add(ProjectionTables.Positions.advance(transaction, next).replaceWith(Map.of()));
        return Uni.join().all(statements).andFailFast().map(ProjectionTransaction::sum);
    }

    private static Map<String, Integer> sum(List<Map<String, Integer>> rows) {
        Map<String, Integer> sum = new HashMap<>();
        rows.forEach(byTable -> byTable.forEach((table, count) -> sum.merge(table, count, Integer::sum)));
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
