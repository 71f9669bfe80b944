package dev.sluice.example.orders.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The contents of the projection's tables.
 *
 * @param positions the next offset to read, by partition, such as {@code orders-3}
 */
record ProjectionTables(List<EventRow> events, List<OrderRow> orders, Map<String, Long> positions) {

    private static final String EVENTS = """
            SELECT topic || '-' || partition || '-' || "offset" AS position, event_id, type, key, subject, produced_at,
                   data ->> 'orderId' AS order_in_data, data IS NOT NULL AS has_data,
                   failure_reason IS NOT NULL AS has_fault
            FROM event""";
    private static final String ORDERS = "SELECT * FROM orders";
    private static final String POSITIONS = "SELECT topic || '-' || partition, next_offset FROM projection_position";

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    /**
     * A row of the table {@code event}.
     *
     * @param position {@code topic-partition-offset}, like a receipt
     * @param orderInData the order id in the event's data, null without data
     * @param hasFault whether the row says why it has no data
     */
    record EventRow(
            String position,
            UUID eventId,
            String type,
            String key,
            String subject,
            Instant producedAt,
            String orderInData,
            boolean hasFault) {}

    /** A row of the table {@code orders}; null stands for SQL's NULL. */
    record OrderRow(
            String orderId,
            String customerId,
            String status,
            Instant placedAt,
            UUID createdEvent,
            JsonNode items,
            BigDecimal total,
            Instant confirmedAt,
            UUID paidEvent,
            Instant paidAt,
            BigDecimal paidAmount,
            Instant shippingAt,
            UUID cancelledEvent,
            Instant cancelledAt,
            String cancelReason,
            Set<String> anomalies) {

        /** Returns the primary key. */
        List<String> key() {
            return List.of(orderId, customerId);
        }
    }

    private interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    static ProjectionTables read(Postgresql database) {
        try (Connection connection = database.connect()) {
            return new ProjectionTables(
                    rows(connection, EVENTS, ProjectionTables::event),
                    rows(connection, ORDERS, ProjectionTables::order),
                    positions(connection));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads only the positions. */
    static Map<String, Long> positions(Postgresql database) {
        try (Connection connection = database.connect()) {
            return positions(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Long> positions(Connection connection) throws SQLException {
        Map<String, Long> positions = new TreeMap<>();
        rows(connection, POSITIONS, row -> positions.put(row.getString(1), row.getLong(2)));
        return positions;
    }

    /** Deletes all events and orders, but no positions. No later event may refer to a deleted order. */
    static void clear(Postgresql database) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE event, orders");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> List<T> rows(Connection connection, String sql, RowMapper<T> mapper) throws SQLException {
        List<T> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                rows.add(mapper.map(found));
            }
        }
        return rows;
    }

    private static EventRow event(ResultSet row) throws SQLException {
        String orderInData = row.getString("order_in_data");
        return new EventRow(
                row.getString("position"),
                row.getObject("event_id", UUID.class),
                row.getString("type"),
                row.getString("key"),
                row.getString("subject"),
                time(row, "produced_at"),
                orderInData == null && row.getBoolean("has_data") ? "data without an order" : orderInData,
                row.getBoolean("has_fault"));
    }

    private static OrderRow order(ResultSet row) throws SQLException {
        return new OrderRow(
                row.getString("order_id"),
                row.getString("customer_id"),
                row.getString("status"),
                time(row, "placed_at"),
                row.getObject("created_event", UUID.class),
                json(row.getString("items")),
                row.getBigDecimal("total"),
                time(row, "confirmed_at"),
                row.getObject("paid_event", UUID.class),
                time(row, "paid_at"),
                row.getBigDecimal("paid_amount"),
                time(row, "shipping_at"),
                row.getObject("cancelled_event", UUID.class),
                time(row, "cancelled_at"),
                row.getString("cancel_reason"),
                new TreeSet<>(Set.of((String[]) row.getArray("anomalies").getArray())));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static JsonNode json(String text) {
        try {
            return text == null ? null : JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
