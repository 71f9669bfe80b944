package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** A value that its JSON shows as its base type, and that must be right for its logical type. */
record CheckedReader(ValueReader base, ValueWriter logicalType) implements ValueReader {

    @Override
    public void read(JsonParser parser, AvroBuffer out, ValidationErrors faults) throws IOException {
        int start = out.size();
        int before = faults.size();
        base.read(parser, out, faults);
        String fault = faults.size() > before ? null : out.check(start, logicalType);
        if (fault != null) {
            faults.add(parser, fault);
        }
    }

    @Override
    public boolean accepts(JsonToken first) {
        return base.accepts(first);
    }
}
