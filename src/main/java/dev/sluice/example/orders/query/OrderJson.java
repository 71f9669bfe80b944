package dev.sluice.example.orders.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.example.orders.event.LineItem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of orders. Unknown values and states that were not reached are left out. Numbers keep all their digits;
 * times are ISO 8601 instants with microseconds.
 */
final class OrderJson {

    private static final String EXAMPLE_MEMBERS = """
            "orderId": "ord-789", "customerId": "customer-123", "status": "confirmed", "placedAt": "2026-11-23T05:00:00Z",
            "items": [{"sku": "WIDGET-A", "price": 29.99, "quantity": 3}], "total": 89.97,
            "confirmedAt": "2026-11-23T05:00:00Z", "anomalies": []""";

    static final String EXAMPLE = "{" + EXAMPLE_MEMBERS + """
            , "history": [{"type": "order.confirmed", "id": "01a20ccc-f434-7ff3-9db2-869bb6f03f21", "topic": "orders",
                           "partition": 0, "offset": 18, "producedAt": "2026-11-24T09:04:48.212Z",
                           "data": {"orderId": "ord-789", "customerId": "customer-123",
                                    "timestamp": "2026-11-23T05:00:00Z"}}],
            "historyTruncated": false}""";

    static final String PAGE_EXAMPLE =
            "{\"orders\": [{" + EXAMPLE_MEMBERS + "}], \"next\": \"MjAyNi0xMS0yM1QwNTowMDowMFoAb3JkLTc4OQBj\"}";

    private static final JsonFactory JSON = new JsonFactory();

    private OrderJson() {}

    /** Returns line items as a JSON array. */
    static String items(List<LineItem> items) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartArray();
            for (LineItem item : items) {
                json.writeStartObject();
                json.writeStringField("sku", item.getSku());
                json.writeNumberField("quantity", item.getQuantity());
                number(json, "price", item.getPrice());
                json.writeEndObject();
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text.toString();
    }

    static byte[] of(OrderQueries.Found.One found) {
        return written(json -> {
            json.writeStartObject();
            order(json, found.order());
            json.writeArrayFieldStart("history");
            for (OrderQueries.History.Event event : found.history().events()) {
                event(json, event);
            }
            json.writeEndArray();
            json.writeBooleanField("historyTruncated", found.history().truncated());
            json.writeEndObject();
        });
    }

    static byte[] of(OrderQueries.Page page) {
        return written(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("orders");
            for (Order order : page.orders()) {
                json.writeStartObject();
                order(json, order);
                json.writeEndObject();
            }
            json.writeEndArray();
            if (page.next() != null) {
                json.writeStringField("next", page.next().toString());
            }
            json.writeEndObject();
        });
    }

    private static void order(JsonGenerator json, Order order) throws IOException {
        json.writeStringField("orderId", order.key().orderId());
        json.writeStringField("customerId", order.key().customerId());
        json.writeStringField("status", order.state().status());
        time(json, "placedAt", order.placedAt());
        if (order.placement() != null) {
            raw(json, "items", order.placement().items());
            number(json, "total", order.placement().total());
        }
        if (order.confirmed() != null) {
            time(json, "confirmedAt", order.confirmed().at());
        }
        if (order.paid() != null) {
            time(json, "paidAt", order.paid().at());
            number(json, "paidAmount", order.paid().amount());
        }
        if (order.shipping() != null) {
            time(json, "shippingAt", order.shipping().at());
        }
        if (order.cancelled() != null) {
            time(json, "cancelledAt", order.cancelled().at());
            if (order.cancelled().reason() != null) {
                json.writeStringField("cancelReason", order.cancelled().reason());
            }
        }
        json.writeArrayFieldStart("anomalies");
        for (Order.Anomaly anomaly : order.anomalies()) {
            json.writeString(anomaly.text());
        }
        json.writeEndArray();
    }

    private static void event(JsonGenerator json, OrderQueries.History.Event event) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", event.type());
        json.writeStringField("id", event.id().toString());
        json.writeStringField("topic", event.topic());
        json.writeNumberField("partition", event.partition());
        json.writeNumberField("offset", event.offset());
        time(json, "producedAt", event.producedAt());
        raw(json, "data", event.data());
        json.writeEndObject();
    }

    private static void time(JsonGenerator json, String name, @Nullable Instant time) throws IOException {
        if (time != null) {
            json.writeStringField(name, time.toString());
        }
    }

    private static void number(JsonGenerator json, String name, BigDecimal number) throws IOException {
        json.writeFieldName(name);
        json.writeNumber(number.toPlainString());
    }

    /** Copies JSON from PostgreSQL without parsing it, so that numbers keep all their digits. */
    private static void raw(JsonGenerator json, String name, String value) throws IOException {
        json.writeFieldName(name);
        json.writeRawValue(value);
    }

    @FunctionalInterface
    private interface Content {
        void write(JsonGenerator json) throws IOException;
    }

    private static byte[] written(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            content.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }
}
