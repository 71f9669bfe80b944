package dev.sluice.projection;

import dev.sluice.database.Connections;
import dev.sluice.kafka.LogPosition;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.flywaydb.core.Flyway;

/**
 * A second set of the projection's tables, created by the same migrations in a separate schema. It replaces the live
 * tables in one transaction. Tables, indexes and constraints keep the names that the migrations gave them.
 */
final class ShadowTables {

    static final String SCHEMA = "projection_rebuild";

    private static final String RETIRED = "projection_retired";

    private static final String FIRST_OFFSETS = """
            SELECT topic, partition, (SELECT min("offset") FROM event
                                      WHERE event.topic = read.topic AND event.partition = read.partition) AS first
            FROM projection_position AS read""";

    private final Connections connections;
    private final Flyway migrations;
    private final List<String> tables;

    /** @param tables the projectors' tables */
    ShadowTables(Connections connections, Flyway migrations, List<String> tables) {
        this.connections = connections;
        this.migrations = migrations;
        // Locked in the order in which queries lock them, to avoid deadlocks, and after the positions, with which
        // every write begins.
        this.tables = new ArrayList<>(tables);
        this.tables.addAll(List.of("event", "projection_position"));
    }

    /** Creates empty tables. Drops those of an earlier attempt. */
    void create() {
        connections
                .execute("DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE", Tuple.tuple())
                .await()
                .indefinitely();
        Flyway.configure()
                .configuration(migrations.getConfiguration())
                .schemas(SCHEMA)
                .defaultSchema(SCHEMA)
                .load()
                .migrate();
    }

    /** Returns the positions of the live tables. */
    Map<TopicPartition, LogPosition> currentPositions() {
        return ProjectionTables.Positions.read(connections).await().indefinitely();
    }

    /** Returns the offset of the first record of each partition in the live tables. */
    Map<TopicPartition, Long> firstOffsets() {
        Map<TopicPartition, Long> first = new HashMap<>();
        connections.execute(FIRST_OFFSETS, Tuple.tuple()).await().indefinitely().forEach(row -> {
            if (row.getLong("first") != null) {
                first.put(
                        new TopicPartition(row.getString("topic"), row.getInteger("partition")), row.getLong("first"));
            }
        });
        return first;
    }

    /**
     * Replaces the live tables if the shadow tables have caught up with them. Queries and writes wait meanwhile, for at
     * most two seconds.
     *
     * @param caughtUp whether the shadow tables have reached the given positions of the live tables
     * @return whether the live tables were replaced
     */
    boolean replaceIf(Predicate<Map<TopicPartition, LogPosition>> caughtUp) {
        return connections
                .inTransaction(transaction -> transaction
                        .query("SET LOCAL lock_timeout = '2s'; LOCK TABLE projection_position IN EXCLUSIVE MODE")
                        .execute()
                        .chain(() -> ProjectionTables.Positions.read(transaction))
                        .chain(positions -> caughtUp.test(positions)
                                ? replace(transaction).replaceWith(true)
                                : Uni.createFrom().item(false)))
                .await()
                .indefinitely();
    }

    private Uni<Void> replace(SqlConnection transaction) {
        return transaction
                .query("SELECT current_schema() AS live")
                .execute()
                .map(rows -> rows.iterator().next().getString("live"))
                .chain(live -> transaction.query(replacement(live)).execute())
                .replaceWithVoid();
    }

    private String replacement(String live) {
        StringBuilder sql = new StringBuilder();
        sql.append("LOCK TABLE ").append(String.join(", ", tables)).append(" IN ACCESS EXCLUSIVE MODE;");
        sql.append("CREATE SCHEMA ").append(RETIRED).append(';');
        for (String table : tables) {
            sql.append("ALTER TABLE %1$s SET SCHEMA %2$s; ALTER TABLE %3$s.%1$s SET SCHEMA \"%4$s\";"
                    .formatted(table, RETIRED, SCHEMA, live));
        }
        return sql.append("DROP SCHEMA %s CASCADE; DROP SCHEMA %s CASCADE".formatted(RETIRED, SCHEMA))
                .toString();
    }
}
