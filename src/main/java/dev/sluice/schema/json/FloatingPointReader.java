package dev.sluice.schema.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A float or a double: the nearest to the number. */
final class FloatingPointReader extends ScalarReader {

    private final boolean single;

    FloatingPointReader(boolean single) {
        this.single = single;
    }

    @Override
    @Nullable
    String write(JsonParser parser, AvroBuffer out) throws IOException {
        if (single) {
            float value = parser.getFloatValue();
            out.writeFloat(value);
            return Float.isInfinite(value) ? expected() : null;
        }
        double value = parser.getDoubleValue();
        out.writeDouble(value);
        return Double.isInfinite(value) ? expected() : null;
    }

    @Override
    public boolean accepts(JsonToken first) {
        return first.isNumeric();
    }

    @Override
    String expected() {
        return single ? "must be a number in the range of a float" : "must be a number in the range of a double";
    }
}
