package dev.sluice.schema.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An enum, by its symbol. */
final class EnumReader extends ScalarReader {

    private final Map<String, Integer> positions = new HashMap<>();
    private final String expected;

    EnumReader(List<String> symbols) {
        for (String symbol : symbols) {
            positions.put(symbol, positions.size());
        }
        expected = "must be one of " + String.join(", ", symbols);
    }

    @Override
    @Nullable
    String write(JsonParser parser, AvroBuffer out) throws IOException {
        Integer position = positions.get(parser.getText());
        if (position == null) {
            return expected;
        }
        out.writeLong(position);
        return null;
    }

    @Override
    public boolean accepts(JsonToken first) {
        return first == JsonToken.VALUE_STRING;
    }

    @Override
    String expected() {
        return expected;
    }
}
