package dev.sluice.projection;

import dev.sluice.database.Connections;
import dev.sluice.kafka.LogPosition;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * The transaction that writes a batch: its events, the projectors' rows and the new positions. Statements are
 * pipelined, apart from the reads that others depend on.
 */
final class ProjectionTransaction {

    /** The position of a partition without a row. */
    private static final LogPosition START = new LogPosition(null, 0);

    private final Connections connections;
    private final @Nullable String schema;
    private final List<Projector> projectors;
    private final ProjectionTables.Events events;
    private final Duration limit;
    private final ProjectionMeters meters;
    private final Map<String, Uuid> topicIds;
    /** The positions that this process has seen committed. */
    private final Map<TopicPartition, LogPosition> written;

    /**
     * A change of the tables' positions by something else than the projection: they were set back, or belong to another topic. The
     * log has to be read again from there.
     */
    static final class PositionRegressedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        PositionRegressedException(TopicPartition partition, LogPosition position, LogPosition before) {
            super("the position of " + partition + " is " + position + ", but it was " + before);
        }
    }

    /**
     * @param schema the tables' schema; null for the connection's default
     * @param positions the tables' positions
     * @param topicIds the ids of the topics that are read
     * @param limit maximum duration of a transaction
     */
    ProjectionTransaction(
            Connections connections,
            @Nullable String schema,
            List<Projector> projectors,
            Map<TopicPartition, LogPosition> positions,
            Map<String, Uuid> topicIds,
            Duration limit,
            ProjectionMeters meters) {
        this.connections = connections;
        this.schema = schema;
        this.projectors = projectors;
        this.topicIds = topicIds;
        this.limit = limit;
        this.meters = meters;
        this.events = new ProjectionTables.Events(projectors);
        this.written = new ConcurrentHashMap<>(positions);
    }

    /**
     * Writes the new records of a batch.
     *
     * @param batch the records, those of a partition in order
     * @param ends the offset after the batch of each of its partitions
     * @return the number of new records. Fails with {@link PositionRegressedException}; then nothing was written. Fails
     *     with the database's exception or a {@link TimeoutException}; then the outcome may be unknown
     */
    Uni<Integer> write(List<ProjectedEvent> batch, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, LogPosition> next = new HashMap<>();
        ends.forEach((partition, end) -> next.put(partition, new LogPosition(topicIds.get(partition.topic()), end)));
        long start = System.nanoTime();
        return connections
                .inTransaction(transaction -> selectSchema(transaction)
                        .chain(() -> ProjectionTables.Positions.lock(transaction, next.keySet()))
                        .invoke(known -> requireNoRegression(next, known))
                        .chain(known -> write(transaction, unread(batch, known), next, known)))
                // The limit covers the end of the connection, too: a silent server never closes it.
                .ifNoItem()
                .after(limit)
                .fail()
                .invoke(rows -> {
                    written.putAll(next);
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

    private void requireNoRegression(Map<TopicPartition, LogPosition> next, Map<TopicPartition, LogPosition> known) {
        next.forEach((partition, end) -> {
            LogPosition position = known.getOrDefault(partition, START);
            LogPosition before = written.getOrDefault(partition, START);
            if (position.offset() < before.offset()) {
                throw new PositionRegressedException(partition, position, before);
            }
            if (position.topicId() != null && !position.topicId().equals(end.topicId())) {
                throw new PositionRegressedException(partition, position, before);
            }
        });
    }

    /** Returns the number of written rows by table. */
    private Uni<Map<String, Integer>> write(
            SqlConnection transaction,
            List<ProjectedEvent> unread,
            Map<TopicPartition, LogPosition> ends,
            Map<TopicPartition, LogPosition> known) {
        if (unread.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        Map<TopicPartition, LogPosition> next = new HashMap<>(ends);
        next.replaceAll((partition, end) -> {
            LogPosition position = known.getOrDefault(partition, START);
            return position.offset() > end.offset() ? position : end;
        });
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

    private static List<ProjectedEvent> unread(List<ProjectedEvent> batch, Map<TopicPartition, LogPosition> known) {
        return batch.stream()
                .filter(event -> event.position().offset()
                        >= known.getOrDefault(event.position().partition(), START)
                                .offset())
                .toList();
    }
}
