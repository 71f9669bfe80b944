package dev.sluice.order.query;

import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement for a page of orders, the latest placed first. It has no condition but those of the filters that are given, so
 * that one of the indexes of {@code orders} has the page in its order.
 */
final class OrderQuery {

    /** PostgreSQL's first and last times. */
    static final Instant EARLIEST = LocalDate.of(-4712, 1, 1).atStartOfDay().toInstant(ZoneOffset.UTC);

    static final Instant END = LocalDate.of(294_277, 1, 1).atStartOfDay().toInstant(ZoneOffset.UTC);

    /** The items of the orders of a page, as text, but for those of the last. */
    private static final int MAX_ITEM_BYTES = 1_000_000;

    private static final String ORDERED = " ORDER BY placed_at DESC, order_id DESC, customer_id DESC";

    /**
     * How many there are, as far as was looked, in {@code found}; and those before which the items of the page have not
     * come to their limit.
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

    /** @param limit the most orders of the page; of one more it is told that it is there */
    OrderQuery(OrderFilter filter, int limit, @Nullable OrderCursor after) {
        this.limit = limit;
        if (filter.customerId() != null) {
            where("customer_id = %s", filter.customerId());
        }
        if (filter.status() != null) {
            where("status = %s", filter.status());
        }
        if (filter.from() != null) {
            where("placed_at >= %s", utc(microseconds(filter.from())));
        }
        // Of two upper bounds an index is searched for one alone, and the other is implied.
        if (after != null && (filter.to() == null || after.placedAt().isBefore(filter.to()))) {
            where(
                    "(placed_at, order_id, customer_id) < (%s, %s, %s)",
                    utc(after.placedAt()), after.key().orderId(), after.key().customerId());
        } else if (filter.to() != null) {
            where("placed_at < %s", utc(microseconds(filter.to())));
        }
    }

    private void where(String condition, Object... given) {
        Object[] names = new Object[given.length];
        for (int i = 0; i < given.length; i++) {
            values.add(given[i]);
            names[i] = "$" + values.size();
        }
        conditions.add(condition.formatted(names));
    }

    String sql() {
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        return PAGE.formatted(where, limit + 1);
    }

    Tuple values() {
        return Tuple.from(values);
    }

    /** The first that is not before: PostgreSQL has no nanoseconds, and would round. */
    private static Instant microseconds(Instant instant) {
        Instant floor = instant.truncatedTo(ChronoUnit.MICROS);
        return floor.equals(instant) ? floor : floor.plus(1, ChronoUnit.MICROS);
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
