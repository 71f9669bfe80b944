package dev.sluice.order.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.order.event.LineItem;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** Writes the items of an order as JSON; prices are numbers, with all their digits. */
final class LineItems {

    private static final JsonFactory JSON = new JsonFactory();

    private LineItems() {}

    static String json(List<LineItem> items) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartArray();
            for (LineItem item : items) {
                json.writeStartObject();
                json.writeStringField("sku", item.getSku());
                json.writeNumberField("quantity", item.getQuantity());
                json.writeFieldName("price");
                json.writeNumber(item.getPrice().toPlainString());
                json.writeEndObject();
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException("into memory", e);
        }
        return text.toString();
    }
}
