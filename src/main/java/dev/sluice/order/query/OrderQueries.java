package dev.sluice.order.query;

import dev.sluice.order.query.OrderHistory.Event;
import dev.sluice.projection.BoundedQueries;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks for orders. Each answer is of one statement, and so of one moment. */
@ApplicationScoped
class OrderQueries {

    private static final int MAX_EVENTS = 100;
    /** The events of an order, as text, but for the last of them. */
    private static final int MAX_EVENT_BYTES = 1_000_000;

    /**
     * A row for each event, or one if there are none; the items are in the first alone. Of two orders with the id there is no
     * need of more.
     */
    private static final String ONE = """
            WITH found AS (SELECT * FROM orders WHERE order_id = $1%%s LIMIT 2)
            SELECT %1$s, event.*
            FROM found LEFT JOIN LATERAL (
                SELECT *, count(*) OVER () AS events,
                       sum(octet_length(data)) OVER (%2$s ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS bytes_before
                FROM (SELECT type, event_id, topic, partition, "offset", produced_at, data::text AS data FROM event
                      WHERE subject = found.order_id AND key = found.customer_id %2$s LIMIT %3$d) AS first
            ) AS event ON (SELECT count(*) FROM found) = 1 AND coalesce(bytes_before, 0) < %4$d
            %2$s""".formatted(
                    OrderTable.READABLE.formatted("CASE WHEN bytes_before IS NULL THEN items::text END"),
                    "ORDER BY produced_at, topic, partition, \"offset\"",
                    MAX_EVENTS + 1,
                    MAX_EVENT_BYTES);

    private static final String BY_ID = ONE.formatted("");
    private static final String BY_KEY = ONE.formatted(" AND customer_id = $2");

    private final BoundedQueries reads;

    OrderQueries(BoundedQueries reads) {
        this.reads = reads;
    }

    /** What an id finds. */
    sealed interface Found {

        record Nothing() implements Found {}

        /** Several customers have an order with this id. */
        record Several() implements Found {}

        record One(Order order, OrderHistory history) implements Found {}
    }

    /**
     * A part of the orders that match.
     *
     * @param next behind which order the next page begins; null if there is none
     */
    record Page(List<Order> orders, @Nullable OrderCursor next) {}

    /**
     * Looks for an order.
     *
     * @param customerId whose order it is; null if the id may tell that
     * @return fails with {@link BoundedQueries.ReadFailedException}
     */
    Uni<Found> find(String orderId, @Nullable String customerId) {
        return (customerId == null
                        ? reads.read(BY_ID, Tuple.of(orderId))
                        : reads.read(BY_KEY, Tuple.of(orderId, customerId)))
                .map(OrderQueries::found);
    }

    private static Found found(RowSet<Row> rows) {
        Order order = null;
        List<Event> events = new ArrayList<>();
        long all = 0;
        for (Row row : rows) {
            if (order == null) {
                order = OrderTable.order(row);
            } else if (!order.key().customerId().equals(row.getString("customer_id"))) {
                return new Found.Several();
            }
            if (row.getString("type") != null) {
                all = row.getLong("events");
                events.add(event(row));
            }
        }
        if (order == null) {
            return new Found.Nothing();
        }
        List<Event> first = events.subList(0, Math.min(MAX_EVENTS, events.size()));
        return new Found.One(order, new OrderHistory(first, first.size() < all));
    }

    private static Event event(Row row) {
        OffsetDateTime producedAt = row.getOffsetDateTime("produced_at");
        return new Event(
                row.getString("type"),
                row.getUUID("event_id"),
                row.getString("topic"),
                row.getInteger("partition"),
                row.getLong("offset"),
                producedAt == null ? null : producedAt.toInstant(),
                row.getString("data"));
    }

    /**
     * A page of orders, the latest placed first.
     *
     * @param limit the most; a page of large orders is shorter
     * @return fails with {@link BoundedQueries.ReadFailedException}
     */
    Uni<Page> list(OrderFilter filter, int limit, @Nullable OrderCursor after) {
        OrderQuery query = new OrderQuery(filter, limit, after);
        return reads.read(query.sql(), query.values()).map(rows -> page(rows, limit));
    }

    private static Page page(RowSet<Row> rows, int limit) {
        List<Order> orders = new ArrayList<>();
        long found = 0;
        for (Row row : rows) {
            found = row.getLong("found");
            if (orders.size() < limit) {
                orders.add(OrderTable.order(row));
            }
        }
        return new Page(orders, orders.size() < found ? OrderCursor.behind(orders.get(orders.size() - 1)) : null);
    }
}
