package dev.sluice.projection;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The table {@code event}, to which rows are added, a batch in a statement. */
final class EventTable {

    /** Several {@code unnest} side by side; as a table they would be written down once more before they are read. */
    private static final String INSERT = """
            INSERT INTO event (topic, partition, "offset", event_id, type, key, subject, produced_at, data, fault)
            SELECT unnest($1::text[]), unnest($2::int[]), unnest($3::bigint[]), unnest($4::uuid[]), unnest($5::text[]),
                   unnest($6::text[]), unnest($7::text[]), unnest($8::timestamptz[]), unnest($9::text[])::json,
                   unnest($10::text[])""";

    static final String NAME = "event";

    private final List<Projector> projectors;

    /** @param projectors who know what events are about */
    EventTable(List<Projector> projectors) {
        this.projectors = projectors;
    }

    Uni<Void> insert(SqlConnection transaction, List<ProjectedEvent> events) {
        Tuple columns = Tuple.tuple()
                .addArrayOfString(
                        column(events, event -> event.position().partition().topic(), String[]::new))
                .addArrayOfInteger(
                        column(events, event -> event.position().partition().partition(), Integer[]::new))
                .addArrayOfLong(column(events, event -> event.position().offset(), Long[]::new))
                .addArrayOfUUID(column(events, ProjectedEvent::id, UUID[]::new))
                .addArrayOfString(column(events, ProjectedEvent::type, String[]::new))
                .addArrayOfString(column(events, ProjectedEvent::key, String[]::new))
                .addArrayOfString(column(events, this::subject, String[]::new))
                .addArrayOfOffsetDateTime(column(events, event -> utc(event.producedAt()), OffsetDateTime[]::new))
                .addArrayOfString(column(events, ProjectedEvent::json, String[]::new))
                .addArrayOfString(column(events, ProjectedEvent::fault, String[]::new));
        return transaction.preparedQuery(INSERT).execute(columns).replaceWithVoid();
    }

    private @Nullable String subject(ProjectedEvent projected) {
        if (projected.event() != null) {
            for (Projector projector : projectors) {
                var subject = projector.subject(projected.event());
                if (subject.isPresent()) {
                    return subject.get();
                }
            }
        }
        return null;
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static <T> T[] column(
            List<ProjectedEvent> events, Function<ProjectedEvent, @Nullable T> value, IntFunction<T[]> array) {
        return events.stream().map(value).toArray(array);
    }
}
