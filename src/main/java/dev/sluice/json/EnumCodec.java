package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An enum, by its symbol. */
final class EnumCodec extends ScalarCodec {

    private final List<String> symbols;
    private final Map<String, Integer> positions = new HashMap<>();
    private final String expected;

    EnumCodec(List<String> symbols) {
        this.symbols = List.copyOf(symbols);
        for (String symbol : symbols) {
            positions.put(symbol, positions.size());
        }
        expected = "must be one of " + String.join(", ", symbols);
    }

    @Override
    @Nullable
    String encode(JsonParser parser, AvroBuffer out) throws IOException {
        Integer position = positions.get(parser.getText());
        if (position == null) {
            return expected;
        }
        out.writeLong(position);
        return null;
    }

    @Override
    public void write(AvroInput in, JsonOutput out) throws IOException {
        out.writeString(symbols.get(in.readIndex(symbols.size(), "symbol")));
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
