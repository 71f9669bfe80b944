package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A float or a double: the nearest to the number. Those that JSON has no numbers for are strings. */
final class FloatingPointCodec extends ScalarCodec {

    private final boolean single;

    FloatingPointCodec(boolean single) {
        this.single = single;
    }

    @Override
    @Nullable
    String encode(JsonParser parser, AvroBuffer out) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return encodeName(parser.getText(), out);
        }
        if (single) {
            float value = parser.getFloatValue();
            out.writeFloat(value);
            return Float.isInfinite(value) ? expected() : null;
        }
        double value = parser.getDoubleValue();
        out.writeDouble(value);
        return Double.isInfinite(value) ? expected() : null;
    }

    private @Nullable String encodeName(String name, AvroBuffer out) {
        double value;
        switch (name) {
            case "NaN" -> value = Double.NaN;
            case "Infinity" -> value = Double.POSITIVE_INFINITY;
            case "-Infinity" -> value = Double.NEGATIVE_INFINITY;
            default -> {
                return expected();
            }
        }
        if (single) {
            out.writeFloat((float) value);
        } else {
            out.writeDouble(value);
        }
        return null;
    }

    @Override
    public void write(AvroInput in, JsonOutput out) throws IOException {
        if (single) {
            out.writeNumber(Float.intBitsToFloat((int) in.readBits(Float.BYTES)));
        } else {
            out.writeNumber(Double.longBitsToDouble(in.readBits(Double.BYTES)));
        }
    }

    /** Whether the value that the input stands on, and stays on, is a number. */
    boolean isFinite(AvroInput in) {
        return single
                ? Float.isFinite(Float.intBitsToFloat((int) in.peekBits(Float.BYTES)))
                : Double.isFinite(Double.longBitsToDouble(in.peekBits(Double.BYTES)));
    }

    @Override
    public boolean accepts(JsonToken first) {
        return first.isNumeric() || first == JsonToken.VALUE_STRING;
    }

    @Override
    String expected() {
        return "must be a number in the range of a " + (single ? "float" : "double")
                + ", or NaN, Infinity or -Infinity";
    }
}
