package dev.sluice.example.orders.query;

import dev.sluice.database.Timestamps;
import dev.sluice.example.orders.query.OrderState.Cancelled;
import dev.sluice.example.orders.query.OrderState.Confirmed;
import dev.sluice.example.orders.query.OrderState.Paid;
import dev.sluice.example.orders.query.OrderState.Shipping;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The table {@code orders}. A batch of orders is read in one statement and written in two. */
final class OrderTable {

    /** The columns that {@link #order} reads. The placeholder stands for the line items as text. */
    static final String READABLE = """
            order_id, customer_id, placed_at, created_event, %s AS items, total, confirmed_at, paid_event, paid_at,
            paid_amount, shipping_at, cancelled_event, cancelled_at, cancel_reason, anomalies""";

    /**
     * A lateral join makes PostgreSQL use the primary key for each order. With a plain join it scans the whole table as
     * long as it has no statistics; see docs/benchmarks.md. Rows are locked in the order of their keys, so that
     * transactions cannot deadlock.
     */
    private static final String LOCK = """
            SELECT found.* FROM unnest($1::text[], $2::text[]) AS wanted (order_id, customer_id) CROSS JOIN LATERAL (
                SELECT %s FROM orders
                WHERE orders.order_id = wanted.order_id AND orders.customer_id = wanted.customer_id FOR UPDATE) AS found""".formatted(READABLE.formatted("items::text"));

    private static final String COLUMNS = """
            order_id, customer_id, status, placed_at, created_event, items, total, confirmed_at, paid_event, paid_at,
            paid_amount, shipping_at, cancelled_event, cancelled_at, cancel_reason, anomalies""";

    private static final String INSERT = """
            INSERT INTO orders (%s)
            SELECT unnest($1::text[]), unnest($2::text[]), unnest($3::text[]), unnest($4::timestamptz[]), unnest($5::uuid[]),
                   unnest($6::text[])::json, unnest($7::text[])::numeric, unnest($8::timestamptz[]), unnest($9::uuid[]),
                   unnest($10::timestamptz[]), unnest($11::text[])::numeric, unnest($12::timestamptz[]),
                   unnest($13::uuid[]), unnest($14::timestamptz[]), unnest($15::text[]),
                   string_to_array(unnest($16::text[]), ' ')""".formatted(COLUMNS);

    /** Updates by insert: all rows exist, so the primary key finds each of them. */
    private static final String UPDATE = INSERT + " ON CONFLICT (order_id, customer_id) DO UPDATE SET (" + COLUMNS
            + ") = ROW (" + COLUMNS.replaceAll("(\\w+)", "excluded.$1") + ")";

    private OrderTable() {}

    /** Returns whether an id can be in the table. PostgreSQL does not allow U+0000 in a text. */
    static boolean canHold(String id) {
        return id.indexOf('\0') < 0;
    }

    /** Reads the existing orders with the given keys and locks them until the transaction ends. */
    static Uni<Map<OrderKey, Order>> lock(SqlConnection transaction, Collection<OrderKey> keys) {
        Tuple columns = Tuple.of(
                keys.stream().map(OrderKey::orderId).toArray(String[]::new),
                keys.stream().map(OrderKey::customerId).toArray(String[]::new));
        return transaction.preparedQuery(LOCK).execute(columns).map(rows -> {
            Map<OrderKey, Order> found = new HashMap<>();
            for (Row row : rows) {
                Order order = order(row);
                found.put(order.key(), order);
            }
            return found;
        });
    }

    /** Inserts new orders. */
    static Uni<Void> insert(SqlConnection transaction, List<Order> orders) {
        return execute(transaction, INSERT, orders);
    }

    /** Updates locked orders. */
    static Uni<Void> update(SqlConnection transaction, List<Order> orders) {
        return execute(transaction, UPDATE, orders);
    }

    private static Uni<Void> execute(SqlConnection transaction, String sql, List<Order> orders) {
        return orders.isEmpty()
                ? Uni.createFrom().voidItem()
                : transaction.preparedQuery(sql).execute(columns(orders)).replaceWithVoid();
    }

    private static Tuple columns(List<Order> orders) {
        return Tuple.tuple()
                .addArrayOfString(column(orders, order -> order.key().orderId(), String[]::new))
                .addArrayOfString(column(orders, order -> order.key().customerId(), String[]::new))
                .addArrayOfString(column(orders, order -> order.state().status(), String[]::new))
                .addArrayOfOffsetDateTime(times("placed_at", orders, Order::placedAt))
                .addArrayOfUUID(column(orders, of(Order::placement, Order.Placement::event), UUID[]::new))
                .addArrayOfString(column(orders, of(Order::placement, Order.Placement::items), String[]::new))
                .addArrayOfString(column(orders, of(Order::placement, placed -> text(placed.total())), String[]::new))
                .addArrayOfOffsetDateTime(times("confirmed_at", orders, of(Order::confirmed, Confirmed::at)))
                .addArrayOfUUID(column(orders, of(Order::paid, Paid::event), UUID[]::new))
                .addArrayOfOffsetDateTime(times("paid_at", orders, of(Order::paid, Paid::at)))
                .addArrayOfString(column(orders, of(Order::paid, paid -> text(paid.amount())), String[]::new))
                .addArrayOfOffsetDateTime(times("shipping_at", orders, of(Order::shipping, Shipping::at)))
                .addArrayOfUUID(column(orders, of(Order::cancelled, Cancelled::event), UUID[]::new))
                .addArrayOfOffsetDateTime(times("cancelled_at", orders, of(Order::cancelled, Cancelled::at)))
                .addArrayOfString(column(orders, of(Order::cancelled, Cancelled::reason), String[]::new))
                .addArrayOfString(column(orders, OrderTable::anomalies, String[]::new));
    }

    /** Returns the order of a row with the {@link #READABLE} columns. */
    static Order order(Row row) {
        return new Order(
                new OrderKey(row.getString("order_id"), row.getString("customer_id")),
                time(row, "placed_at"),
                row.getUUID("created_event") == null
                        ? null
                        : new Order.Placement(
                                row.getUUID("created_event"),
                                time(row, "placed_at"),
                                row.getString("items"),
                                row.getBigDecimal("total")),
                row.getOffsetDateTime("confirmed_at") == null ? null : new Confirmed(time(row, "confirmed_at")),
                row.getUUID("paid_event") == null
                        ? null
                        : new Paid(row.getUUID("paid_event"), time(row, "paid_at"), row.getBigDecimal("paid_amount")),
                row.getOffsetDateTime("shipping_at") == null ? null : new Shipping(time(row, "shipping_at")),
                row.getUUID("cancelled_event") == null
                        ? null
                        : new Cancelled(
                                row.getUUID("cancelled_event"),
                                time(row, "cancelled_at"),
                                row.getString("cancel_reason")),
                anomalies(row));
    }

    private static Instant time(Row row, String column) {
        return Objects.requireNonNull(Timestamps.read(row, column), column);
    }

    private static Set<Order.Anomaly> anomalies(Row row) {
        Set<Order.Anomaly> anomalies = EnumSet.noneOf(Order.Anomaly.class);
        Arrays.stream(row.getArrayOfStrings("anomalies"))
                .map(Order.Anomaly::parse)
                .forEach(anomalies::add);
        return anomalies;
    }

    private static String anomalies(Order order) {
        return order.anomalies().stream().map(Order.Anomaly::text).collect(Collectors.joining(" "));
    }

    private static String text(BigDecimal number) {
        return number.toPlainString();
    }

    /** Returns a function that gets a value of a part of an order, or null if the order has no such part. */
    private static <P, T> Function<Order, @Nullable T> of(
            Function<Order, @Nullable P> part, Function<P, @Nullable T> value) {
        return order -> {
            P known = part.apply(order);
            return known == null ? null : value.apply(known);
        };
    }

    private static OffsetDateTime[] times(String name, List<Order> orders, Function<Order, @Nullable Instant> time) {
        return column(
                orders,
                order -> {
                    Instant known = time.apply(order);
                    return known == null ? null : Timestamps.parameter(name, known);
                },
                OffsetDateTime[]::new);
    }

    private static <T> T[] column(List<Order> orders, Function<Order, @Nullable T> value, IntFunction<T[]> array) {
        return orders.stream().map(value).toArray(array);
    }
}
