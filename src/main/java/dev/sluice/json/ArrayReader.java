package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.serde.AvroDeserializer;
import java.io.IOException;

/** An array. */
record ArrayReader(ValueReader items) implements ValueReader {

    @Override
    public void read(JsonParser parser, AvroBuffer out, ValidationErrors faults) throws IOException {
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
        if (count > AvroDeserializer.MAX_ITEMS) {
            faults.add(parser, "has more than " + AvroDeserializer.MAX_ITEMS + " items");
        }
        out.endBlock(start, count);
    }

    @Override
    public boolean accepts(JsonToken first) {
        return first == JsonToken.START_ARRAY;
    }
}
