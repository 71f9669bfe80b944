package dev.sluice.schema.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** An array. */
record ArrayReader(ValueReader items) implements ValueReader {

    @Override
    public void read(JsonParser parser, AvroBuffer out, Faults faults) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            faults.add(parser, "must be an array");
            parser.skipChildren();
            return;
        }
        int start = out.size();
        long count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.read(parser, out, faults);
            count++;
        }
        out.endBlock(start, count);
    }

    @Override
    public boolean accepts(JsonToken first) {
        return first == JsonToken.START_ARRAY;
    }
}
