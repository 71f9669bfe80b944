package dev.sluice.example.orders.query;

import dev.sluice.database.Timestamps;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statement for a page of orders, the most recent first. It has only the conditions that the filter needs, so that
 * one of the indexes of {@code orders} has the page in order.
 */
final class OrderQuery {

    /** Maximum size of a page's line items as text, in bytes. The last order of the page may exceed it. */
    private static final int MAX_ITEM_BYTES = 1_000_000;

    private static final String ORDERED = " ORDER BY placed_at DESC, order_id DESC, customer_id DESC";

    /**
     * Reads one order more than the page has. The column {@code found} is the number of orders read. Orders whose
     * predecessors have used up the limit of line items are left out.
     */
    private static final String PAGE =
            """
            SELECT * FROM (
                SELECT page.*, count(*) OVER () AS found,
                       sum(coalesce(octet_length(items), 0))
                           OVER (%2$s ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS bytes_before
                FROM (SELECT %1$s FROM orders%%s%2$s LIMIT %%d) AS page) AS measured
            WHERE coalesce(bytes_before, 0) < %3$d%2$s""".formatted(OrderTable.READABLE.formatted("items::text"), ORDERED, MAX_ITEM_BYTES);

    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();
    private final int limit;

    /**
     * The condition on listed orders. A null component matches all orders.
     *
     * @param orderId for ids that no path can contain: {@code .} and {@code ..}
     * @param status status as named by the API
     * @param from earliest time of placement, inclusive
     * @param to latest time of placement, exclusive
     */
    record Filter(
            @Nullable String orderId,
            @Nullable String customerId,
            @Nullable String status,
            @Nullable Instant from,
            @Nullable Instant to) {}

    /** @param limit maximum number of orders in the page */
    OrderQuery(Filter filter, int limit, @Nullable OrderCursor after) {
        this.limit = limit;
        if (filter.orderId() != null) {
            where("order_id = %s", filter.orderId());
        }
        if (filter.customerId() != null) {
            where("customer_id = %s", filter.customerId());
        }
        if (filter.status() != null) {
            where("status = %s", filter.status());
        }
        if (filter.from() != null) {
            where("placed_at >= %s", Timestamps.parameter("from", microseconds(filter.from())));
        }
        // PostgreSQL uses only one upper bound to search an index, so the implied one is left out.
        if (after != null && (filter.to() == null || after.placedAt().isBefore(filter.to()))) {
            where(
                    "(placed_at, order_id, customer_id) < (%s, %s, %s)",
                    Timestamps.parameter("after", after.placedAt()),
                    after.key().orderId(),
                    after.key().customerId());
        } else if (filter.to() != null) {
            where("placed_at < %s", Timestamps.parameter("to", microseconds(filter.to())));
        }
    }

    private void where(String condition, Object... arguments) {
        Object[] placeholders = new Object[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            values.add(arguments[i]);
            placeholders[i] = "$" + values.size();
        }
        conditions.add(condition.formatted(placeholders));
    }

    String sql() {
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        return PAGE.formatted(where, limit + 1);
    }

    Tuple values() {
        return Tuple.from(values);
    }

    /** Rounds up to microseconds: PostgreSQL has no nanoseconds and would round to the nearest. */
    private static Instant microseconds(Instant instant) {
        Instant floor = instant.truncatedTo(ChronoUnit.MICROS);
        return floor.equals(instant) ? floor : floor.plus(1, ChronoUnit.MICROS);
    }
}
