package dev.sluice.example.orders.query;

import dev.sluice.database.Timestamps;
import dev.sluice.projection.BoundedQueries;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The queries of orders. Each is one statement, so its result is consistent. */
@ApplicationScoped
class OrderQueries {

    private static final int MAX_EVENTS = 100;
    /** Maximum size of an order's events as text, in bytes. The last event may exceed it. */
    private static final int MAX_EVENT_BYTES = 1_000_000;

    /**
     * A row for each event of the order, or a single row if it has none. Only the first row has the line items. If
     * several orders have the id, two of them are returned, without events.
     */
    private static final String ONE = """
            WITH found AS (SELECT * FROM orders WHERE order_id = $1%%s LIMIT 2)
            SELECT %1$s, event.*
            FROM found LEFT JOIN LATERAL (
                SELECT *, count(*) OVER () AS events,
                       sum(octet_length(data)) OVER (%2$s ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS bytes_before
                FROM (SELECT type, event_id, topic, partition, "offset", produced_at, data::text AS data FROM event
                      WHERE subject = found.order_id AND subject_scope = found.customer_id %2$s LIMIT %3$d) AS first
            ) AS event ON (SELECT count(*) FROM found) = 1 AND coalesce(bytes_before, 0) < %4$d
            %2$s""".formatted(
                    OrderTable.READABLE.formatted("CASE WHEN bytes_before IS NULL THEN items::text END"),
                    "ORDER BY produced_at, topic, partition, \"offset\"",
                    MAX_EVENTS + 1,
                    MAX_EVENT_BYTES);

    private static final String BY_ID = ONE.formatted("");
    private static final String BY_KEY = ONE.formatted(" AND customer_id = $2");

    private final BoundedQueries queries;

    OrderQueries(BoundedQueries queries) {
        this.queries = queries;
    }

    /** The result of a search for an order id. */
    sealed interface Found {

        record Nothing() implements Found {}

        /** Several customers have an order with this id. */
        record Several() implements Found {}

        record One(Order order, History history) implements Found {}
    }

    /**
     * The events of an order.
     *
     * @param events the first events, by the time of their production
     * @param truncated whether there are more events
     */
    record History(List<Event> events, boolean truncated) {

        /**
         * An event in the log.
         *
         * @param producedAt null if the record has no such header
         * @param data the event as JSON
         */
        record Event(
                String type,
                UUID id,
                String topic,
                int partition,
                long offset,
                @Nullable Instant producedAt,
                String data) {}
    }

    /**
     * A page of the matching orders.
     *
     * @param next cursor of the next page; null if this is the last one
     */
    record Page(List<Order> orders, @Nullable OrderCursor next) {}

    /**
     * Finds an order.
     *
     * @param customerId the order's customer; null to search the orders of all customers
     * @return the result; fails with {@link BoundedQueries.ReadFailedException}
     */
    Uni<Found> find(String orderId, @Nullable String customerId) {
        return (customerId == null
                        ? queries.read(BY_ID, Tuple.of(orderId))
                        : queries.read(BY_KEY, Tuple.of(orderId, customerId)))
                .map(OrderQueries::found);
    }

    private static Found found(RowSet<Row> rows) {
        Order order = null;
        List<History.Event> events = new ArrayList<>();
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
        List<History.Event> first = events.subList(0, Math.min(MAX_EVENTS, events.size()));
        return new Found.One(order, new History(first, first.size() < all));
    }

    private static History.Event event(Row row) {
        return new History.Event(
                row.getString("type"),
                row.getUUID("event_id"),
                row.getString("topic"),
                row.getInteger("partition"),
                row.getLong("offset"),
                Timestamps.read(row, "produced_at"),
                row.getString("data"));
    }

    /**
     * Lists orders, the most recent first.
     *
     * @param limit maximum number of orders; a page of large orders has fewer
     * @return the page; fails with {@link BoundedQueries.ReadFailedException}
     */
    Uni<Page> list(OrderQuery.Filter filter, int limit, @Nullable OrderCursor after) {
        OrderQuery query = new OrderQuery(filter, limit, after);
        return queries.read(query.sql(), query.values()).map(rows -> page(rows, limit));
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
        return new Page(orders, orders.size() < found ? OrderCursor.after(orders.get(orders.size() - 1)) : null);
    }
}
