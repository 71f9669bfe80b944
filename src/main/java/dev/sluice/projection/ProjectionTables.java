package dev.sluice.projection;

import dev.sluice.database.Connections;
import dev.sluice.database.Timestamps;
import dev.sluice.event.EventHeaders;
import dev.sluice.kafka.LogPosition;
import dev.sluice.projection.Projector.Subject;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** The tables that every projection has: {@code event} and {@code projection_position}. */
final class ProjectionTables {

    private ProjectionTables() {}

    /** The table {@code event}. A batch of rows is one statement. */
    static final class Events {

        static final String NAME = "event";

        /** Several {@code unnest} in the select list: as a table, PostgreSQL would materialize them first. */
        private static final String INSERT = """
                INSERT INTO event (topic, partition, "offset", event_id, type, key, subject, subject_scope, produced_at, data,
                                   failure_reason)
                SELECT unnest($1::text[]), unnest($2::int[]), unnest($3::bigint[]), unnest($4::uuid[]), unnest($5::text[]),
                       unnest($6::text[]), unnest($7::text[]), unnest($8::text[]), unnest($9::timestamptz[]),
                       unnest($10::text[])::json, unnest($11::text[])""";

        private final List<Projector> projectors;

        /** @param projectors the first one that knows an event's subject sets it */
        Events(List<Projector> projectors) {
            this.projectors = projectors;
        }

        Uni<Void> insert(SqlConnection transaction, List<ProjectedEvent> events) {
            List<Optional<Subject>> subjects =
                    events.stream().map(this::subject).toList();
            Tuple columns = Tuple.tuple()
                    .addArrayOfString(
                            column(events, event -> event.position().partition().topic(), String[]::new))
                    .addArrayOfInteger(
                            column(events, event -> event.position().partition().partition(), Integer[]::new))
                    .addArrayOfLong(column(events, event -> event.position().offset(), Long[]::new))
                    .addArrayOfUUID(column(events, ProjectedEvent::id, UUID[]::new))
                    .addArrayOfString(column(events, ProjectedEvent::type, String[]::new))
                    .addArrayOfString(column(events, ProjectedEvent::key, String[]::new))
                    .addArrayOfString(
                            column(subjects, subject -> subject.map(Subject::id).orElse(null), String[]::new))
                    .addArrayOfString(column(
                            subjects, subject -> subject.map(Subject::scope).orElse(null), String[]::new))
                    .addArrayOfOffsetDateTime(column(events, Events::producedAt, OffsetDateTime[]::new))
                    .addArrayOfString(column(events, ProjectedEvent::json, String[]::new))
                    .addArrayOfString(column(events, ProjectedEvent::failureReason, String[]::new));
            return transaction.preparedQuery(INSERT).execute(columns).replaceWithVoid();
        }

        private Optional<Subject> subject(ProjectedEvent projected) {
            if (projected.event() != null) {
                for (Projector projector : projectors) {
                    Optional<Subject> subject = projector.subject(projected.event());
                    if (subject.isPresent()) {
                        return subject;
                    }
                }
            }
            return Optional.empty();
        }

        private static @Nullable OffsetDateTime producedAt(ProjectedEvent event) {
            Instant time = event.producedAt();
            return time == null ? null : Timestamps.parameter(EventHeaders.PRODUCED_AT, time);
        }

        private static <R, T> T[] column(List<R> rows, Function<R, @Nullable T> value, IntFunction<T[]> array) {
            return rows.stream().map(value).toArray(array);
        }
    }

    /** The table {@code projection_position}: the position of each partition that has records. */
    static final class Positions {

        /** All transactions lock in the same order, so that they cannot deadlock. */
        private static final String LOCK = """
                SELECT topic, partition, topic_id, next_offset FROM projection_position
                WHERE (topic, partition) IN (SELECT * FROM unnest($1::text[], $2::int[]))
                ORDER BY topic, partition FOR UPDATE""";

        private static final String ADVANCE = """
                INSERT INTO projection_position (topic, partition, next_offset, topic_id)
                SELECT * FROM unnest($1::text[], $2::int[], $3::bigint[], $4::text[])
                ON CONFLICT (topic, partition) DO UPDATE
                SET next_offset = excluded.next_offset, topic_id = excluded.topic_id""";

        private static final String READ = "SELECT topic, partition, topic_id, next_offset FROM projection_position";

        private static final String IDENTIFY = """
                UPDATE projection_position AS position SET topic_id = topic.id
                FROM unnest($1::text[], $2::text[]) AS topic (name, id)
                WHERE position.topic = topic.name AND position.topic_id IS NULL""";

        /** Changes nothing. A read-only session rejects it. */
        private static final String READ_FOR_WRITING =
                "WITH unchanged AS (UPDATE projection_position SET next_offset = 0 WHERE false) " + READ;

        private Positions() {}

        /** Locks the rows of partitions until the transaction ends. Returns the positions of those that have one. */
        static Uni<Map<TopicPartition, LogPosition>> lock(
                SqlConnection transaction, Collection<TopicPartition> partitions) {
            List<TopicPartition> list = List.copyOf(partitions);
            return transaction
                    .preparedQuery(LOCK)
                    .execute(partitionColumns(list))
                    .map(Positions::byPartition);
        }

        /** Writes the positions of partitions that are locked or have no row yet. */
        static Uni<Void> advance(SqlConnection transaction, Map<TopicPartition, LogPosition> next) {
            List<TopicPartition> partitions = List.copyOf(next.keySet());
            List<LogPosition> positions = partitions.stream().map(next::get).toList();
            Tuple columns = partitionColumns(partitions)
                    .addArrayOfLong(positions.stream().map(LogPosition::offset).toArray(Long[]::new))
                    .addArrayOfString(positions.stream()
                            .map(position -> position.topicId() == null
                                    ? null
                                    : position.topicId().toString())
                            .toArray(String[]::new));
            return transaction.preparedQuery(ADVANCE).execute(columns).replaceWithVoid();
        }

        /** Returns the position of each partition. */
        static Uni<Map<TopicPartition, LogPosition>> read(Connections connections) {
            return connections.with(Positions::read);
        }

        /** Returns the position of each partition; fails if the session could not write them. */
        static Uni<Map<TopicPartition, LogPosition>> readForWriting(Connections connections) {
            return connections.execute(READ_FOR_WRITING, Tuple.tuple()).map(Positions::byPartition);
        }

        /** Returns the position of each partition. */
        static Uni<Map<TopicPartition, LogPosition>> read(SqlConnection connection) {
            return connection.query(READ).execute().map(Positions::byPartition);
        }

        /** Adds the ids of topics to positions without one, which an earlier release has written. */
        static Uni<Void> identify(Connections connections, Map<String, Uuid> topics) {
            List<String> names = List.copyOf(topics.keySet());
            Tuple columns = Tuple.tuple()
                    .addArrayOfString(names.toArray(String[]::new))
                    .addArrayOfString(names.stream()
                            .map(name -> String.valueOf(topics.get(name)))
                            .toArray(String[]::new));
            return connections.execute(IDENTIFY, columns).replaceWithVoid();
        }

        private static Map<TopicPartition, LogPosition> byPartition(RowSet<Row> rows) {
            Map<TopicPartition, LogPosition> positions = new HashMap<>();
            rows.forEach(row -> positions.put(
                    new TopicPartition(row.getString("topic"), row.getInteger("partition")),
                    new LogPosition(LogPosition.parseId(row.getString("topic_id")), row.getLong("next_offset"))));
            return positions;
        }

        private static Tuple partitionColumns(List<TopicPartition> partitions) {
            return Tuple.tuple()
                    .addArrayOfString(
                            partitions.stream().map(TopicPartition::topic).toArray(String[]::new))
                    .addArrayOfInteger(
                            partitions.stream().map(TopicPartition::partition).toArray(Integer[]::new));
        }
    }
}
