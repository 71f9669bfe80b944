package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** A map, from a JSON object. */
record MapReader(ValueReader values) implements ValueReader {

    @Override
    public void read(JsonParser parser, AvroBuffer out, ValidationErrors faults) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            faults.add(parser, "must be an object");
            parser.skipChildren();
            return;
        }
        int start = out.size();
        Set<String> keys = new HashSet<>();
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            if (!keys.add(key)) {
                faults.add(parser, "is given more than once");
            }
            if (!out.writeString(key.toCharArray(), 0, key.length())) {
                faults.add(parser, StringCodec.HALF_PAIR);
            }
            parser.nextToken();
            values.read(parser, out, faults);
        }
        out.endBlock(start, keys.size());
    }

    @Override
    public boolean accepts(JsonToken first) {
        return first == JsonToken.START_OBJECT;
    }
}
