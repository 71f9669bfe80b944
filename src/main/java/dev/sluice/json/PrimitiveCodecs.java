package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The codecs of Avro's primitive types, apart from bytes, and of enums. */
final class PrimitiveCodecs {

    private PrimitiveCodecs() {}

    /** A null. */
    static final class NullCodec extends ScalarCodec {

        @Override
        @Nullable
        String encode(JsonParser parser, AvroBuffer out) {
            return null;
        }

        @Override
        public void write(AvroInput in, JsonOutput out) throws IOException {
            out.writeNull();
        }

        @Override
        public boolean accepts(JsonToken first) {
            return first == JsonToken.VALUE_NULL;
        }

        @Override
        String expected() {
            return "must be null";
        }
    }

    /** A boolean. */
    static final class BooleanCodec extends ScalarCodec {

        @Override
        @Nullable
        String encode(JsonParser parser, AvroBuffer out) {
            out.writeBoolean(parser.currentToken() == JsonToken.VALUE_TRUE);
            return null;
        }

        @Override
        public void write(AvroInput in, JsonOutput out) throws IOException {
            byte value = in.readByte();
            if (value != 0 && value != 1) {
                in.error("must be the byte 0 or 1");
            }
            out.writeBoolean(value == 1);
        }

        @Override
        public boolean accepts(JsonToken first) {
            return first.isBoolean();
        }

        @Override
        String expected() {
            return "must be true or false";
        }
    }

    /** An int or a long. As in JSON Schema, {@code 3.0} is a whole number. */
    static final class WholeNumberCodec extends ScalarCodec {

        private final long min;
        private final long max;
        private final String expected;

        WholeNumberCodec(long min, long max) {
            this.min = min;
            this.max = max;
            this.expected = "must be a whole number from " + min + " to " + max;
        }

        @Override
        @Nullable
        String encode(JsonParser parser, AvroBuffer out) throws IOException {
            return Numbers.writeWhole(parser, min, max, out) ? null : expected;
        }

        @Override
        public void write(AvroInput in, JsonOutput out) throws IOException {
            long value = in.readLong();
            if (value < min || value > max) {
                in.error(expected);
            }
            out.writeNumber(value);
        }

        @Override
        public boolean accepts(JsonToken first) {
            return first.isNumeric();
        }

        @Override
        String expected() {
            return expected;
        }
    }

    /** A float or a double, rounded to the nearest. NaN and the infinities are strings, since JSON has no numbers for them. */
    static final class FloatingPointCodec extends ScalarCodec {

        private final boolean single;

        /** @param single whether the type is float, not double */
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
                float value = Numbers.nearestFloat(parser);
                out.writeFloat(value);
                return Float.isInfinite(value) ? expected() : null;
            }
            double value = Numbers.nearestDouble(parser);
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

        /** Returns whether the value at the input's position is finite. Does not move the position. */
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

    /** A string. */
    static final class StringCodec extends ScalarCodec {

        static final String UNPAIRED_SURROGATE = "contains an unpaired surrogate, which is not a character";
        static final String INVALID_UTF8 = "is not valid UTF-8";

        @Override
        @Nullable
        String encode(JsonParser parser, AvroBuffer out) throws IOException {
            boolean written =
                    out.writeString(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
            return written ? null : UNPAIRED_SURROGATE;
        }

        @Override
        public void write(AvroInput in, JsonOutput out) throws IOException {
            int length = in.readLength();
            int start = in.skip(length);
            if (!Utf8.isValid(in.bytes(), start, length)) {
                in.error(INVALID_UTF8);
            }
            out.writeUtf8(in.bytes(), start, length);
        }

        @Override
        public boolean accepts(JsonToken first) {
            return first == JsonToken.VALUE_STRING;
        }

        @Override
        String expected() {
            return "must be a string";
        }
    }

    /** An enum, represented by its symbol. */
    static final class EnumCodec extends ScalarCodec {

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
}
