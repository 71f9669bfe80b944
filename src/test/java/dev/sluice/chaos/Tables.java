package dev.sluice.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
 * What the projection's tables say, all of it.
 *
 * @param positions the next offset of each partition, such as {@code orders-3}
 */
record Tables(List<EventRow> events, List<OrderRow> orders, Map<String, Long> positions) {

    private static final String EVENTS = """
            SELECT topic || '-' || partition || '-' || "offset" AS place, event_id, type, key, subject, produced_at,
                   data ->> 'orderId' AS order_in_data, data IS NOT NULL AS has_data, fault IS NOT NULL AS faulty
            FROM event""";
    private static final String ORDERS = "SELECT * FROM orders";
    private static final String POSITIONS = "SELECT topic || '-' || partition, next_offset FROM projection_position";

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    /** Reads a row. */
    private interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    static Tables read(Postgresql database) {
        try (Connection connection = database.connect()) {
            return new Tables(
                    rows(connection, EVENTS, Tables::event),
                    rows(connection, ORDERS, Tables::order),
                    positions(connection));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The positions alone. */
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

    /** Takes all events and orders out of the tables, which nothing that follows may refer to; the positions stay. */
    static void clear(Postgresql database) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE event, orders");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> List<T> rows(Connection connection, String sql, Reader<T> reader) throws SQLException {
        List<T> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                rows.add(reader.read(found));
            }
        }
        return rows;
    }

    private static EventRow event(ResultSet row) throws SQLException {
        String orderInData = row.getString("order_in_data");
        return new EventRow(
                row.getString("place"),
                row.getObject("event_id", UUID.class),
                row.getString("type"),
                row.getString("key"),
                row.getString("subject"),
                time(row, "produced_at"),
                orderInData == null && row.getBoolean("has_data") ? "data of no order" : orderInData,
                row.getBoolean("faulty"));
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
