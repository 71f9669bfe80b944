package dev.sluice.projection;

import dev.sluice.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.flywaydb.core.Flyway;

/**
 * A second set of the projection's tables, made by the same migrations in a schema of its own, that takes the place of the
 * first in one transaction. The names of tables, indexes and constraints stay what the migrations made them.
 */
final class ShadowTables {

    static final String SCHEMA = "projection_rebuild";

    private static final String RETIRED = "projection_retired";

    private static final String FIRST_OFFSETS = """
            SELECT topic, partition, (SELECT min("offset") FROM event
                                      WHERE event.topic = read.topic AND event.partition = read.partition) AS first
            FROM projection_position AS read""";

    private final Pool pool;
    private final Flyway migrations;
    private final List<String> tables;

    /** @param tables that are kept for projectors */
    ShadowTables(Pool pool, Flyway migrations, List<String> tables) {
        this.pool = pool;
        this.migrations = migrations;
        // In the order in which queries take them, so that none waits for one and keeps another from us; the positions,
        // which every write begins with, are taken before.
        this.tables = new ArrayList<>(tables);
        this.tables.addAll(List.of("event", "projection_position"));
    }

    /** Makes them, without a row; those of an attempt that came to nothing go. */
    void create() {
        pool.query("DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE")
                .execute()
                .await()
                .indefinitely();
        Flyway.configure()
                .configuration(migrations.getConfiguration())
                .schemas(SCHEMA)
                .defaultSchema(SCHEMA)
                .load()
                .migrate();
    }

    /** Where the tables that are read now stand. */
    Map<TopicPartition, Long> currentPositions() {
        return PositionTable.read(pool).await().indefinitely();
    }

    /** The offsets of the first records that the tables that are read now have. */
    Map<TopicPartition, Long> firstOffsets() {
        Map<TopicPartition, Long> first = new HashMap<>();
        pool.query(FIRST_OFFSETS).execute().await().indefinitely().forEach(row -> {
            if (row.getLong("first") != null) {
                first.put(
                        new TopicPartition(row.getString("topic"), row.getInteger("partition")), row.getLong("first"));
            }
        });
        return first;
    }

    /**
     * Puts them in the place of those that are read now, if they are as far. Queries wait a moment for that, two seconds at
     * most, and writes too.
     *
     * @param reached whether they are, given where the others stand
     * @return whether they are in their place
     */
    boolean replaceIf(Predicate<Map<TopicPartition, Long>> reached) {
        return pool.withTransaction(transaction -> Database.logErrors(transaction)
                        .query("SET LOCAL lock_timeout = '2s'; LOCK TABLE projection_position IN EXCLUSIVE MODE")
                        .execute()
                        .chain(() -> PositionTable.read(transaction))
                        .chain(stand -> reached.test(stand)
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
                .chain(live -> transaction.query(moves(live)).execute())
                .replaceWithVoid();
    }

    private String moves(String live) {
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
