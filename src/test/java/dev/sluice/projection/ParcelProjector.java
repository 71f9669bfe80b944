package dev.sluice.projection;

import static dev.sluice.testing.Domain.PARCELS;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** The projector of the table {@code parcels}. */
@ApplicationScoped
class ParcelProjector implements Projector {

    private static final String TABLE = "parcels";

    private static final String ADD = """
            INSERT INTO parcels AS known (parcel_id, sender_id, total, confirmed, payments, transported)
            SELECT parcel_id, sender_id, max(total::numeric), bool_or(type = 'parcel.confirmed'),
                   count(*) FILTER (WHERE type = 'parcel.paid'), bool_or(type = 'transport.requested')
            FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS event (parcel_id, sender_id, type, total)
            GROUP BY parcel_id, sender_id ORDER BY parcel_id, sender_id
            ON CONFLICT (parcel_id, sender_id) DO UPDATE SET
                total = coalesce(known.total, excluded.total),
                confirmed = known.confirmed OR excluded.confirmed,
                payments = known.payments + excluded.payments,
                transported = known.transported OR excluded.transported""";

    @Override
    public List<String> tables() {
        return List.of(TABLE);
    }

    @Override
    public Optional<Subject> subject(SpecificRecord event) {
        return text(event, PARCELS.idField())
                .map(id -> new Subject(id, text(event, PARCELS.keyField()).orElseThrow()));
    }

    @Override
    public Uni<Map<String, Integer>> apply(SqlConnection transaction, List<ProjectedEvent> events) {
        List<ProjectedEvent> ofParcels = events.stream()
                .filter(projected ->
                        projected.event() != null && subject(projected.event()).isPresent())
                .toList();
        if (ofParcels.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        Tuple columns = Tuple.tuple()
                .addArrayOfString(column(ofParcels, PARCELS.idField()))
                .addArrayOfString(column(ofParcels, PARCELS.keyField()))
                .addArrayOfString(ofParcels.stream().map(ProjectedEvent::type).toArray(String[]::new))
                .addArrayOfString(column(ofParcels, "total"));
        return transaction.preparedQuery(ADD).execute(columns).map(rows -> Map.of(TABLE, rows.rowCount()));
    }

    private static String[] column(List<ProjectedEvent> events, String field) {
        return events.stream()
                .map(projected -> text(projected.event(), field).orElse(null))
                .toArray(String[]::new);
    }

    private static Optional<String> text(SpecificRecord event, String field) {
        return Optional.ofNullable(event.getSchema().getField(field))
                .map(found -> event.get(found.pos()).toString());
    }
}
