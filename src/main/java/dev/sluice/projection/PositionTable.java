package dev.sluice.projection;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** The table {@code projection_position}: up to where each partition was read. */
final class PositionTable {

    /** In one order for all, so that two that take the same rows do not wait for each other. */
    private static final String LOCK = """
            SELECT topic, partition, next_offset FROM projection_position
            WHERE (topic, partition) IN (SELECT * FROM unnest($1::text[], $2::int[]))
            ORDER BY topic, partition FOR UPDATE""";

    private static final String ADVANCE = """
            INSERT INTO projection_position (topic, partition, next_offset)
            SELECT * FROM unnest($1::text[], $2::int[], $3::bigint[])
            ON CONFLICT (topic, partition) DO UPDATE SET next_offset = excluded.next_offset""";

    private static final String READ = "SELECT topic, partition, next_offset FROM projection_position";

    private PositionTable() {}

    /** The next offsets of those partitions that have one; nobody else changes them until the transaction ends. */
    static Uni<Map<TopicPartition, Long>> lock(SqlConnection transaction, Collection<TopicPartition> partitions) {
        List<TopicPartition> list = List.copyOf(partitions);
        return transaction.preparedQuery(LOCK).execute(partitionColumns(list)).map(PositionTable::byPartition);
    }

    /** Writes the next offsets of partitions that are locked, or had none. */
    static Uni<Void> advance(SqlConnection transaction, Map<TopicPartition, Long> next) {
        List<TopicPartition> partitions = List.copyOf(next.keySet());
        Tuple columns = partitionColumns(partitions)
                .addArrayOfLong(partitions.stream().map(next::get).toArray(Long[]::new));
        return transaction.preparedQuery(ADVANCE).execute(columns).replaceWithVoid();
    }

    /** The next offsets of all partitions. */
    static Uni<Map<TopicPartition, Long>> read(SqlClient client) {
        return client.query(READ).execute().map(PositionTable::byPartition);
    }

    private static Map<TopicPartition, Long> byPartition(RowSet<Row> rows) {
        Map<TopicPartition, Long> next = new HashMap<>();
        rows.forEach(row -> next.put(
                new TopicPartition(row.getString("topic"), row.getInteger("partition")), row.getLong("next_offset")));
        return next;
    }

    private static Tuple partitionColumns(List<TopicPartition> partitions) {
        return Tuple.tuple()
                .addArrayOfString(partitions.stream().map(TopicPartition::topic).toArray(String[]::new))
                .addArrayOfInteger(
                        partitions.stream().map(TopicPartition::partition).toArray(Integer[]::new));
    }
}
