package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A duration, from its {@link DurationText}; in Avro a fixed of three unsigned ints, each with its lowest byte first. */
final class DurationCodec extends ScalarCodec {

    /** In bytes. */
    static final int SIZE = 3 * Integer.BYTES;

    private static final String EXPECTED =
            "must be a duration such as P1M2DT3.004S, of at most 4294967295 months, days and milliseconds each";

    @Override
    @Nullable
    String encode(JsonParser parser, AvroBuffer out) throws IOException {
        DurationText value = DurationText.parse(parser.getText());
        if (value == null) {
            return EXPECTED;
        }
        out.writeLittleEndian(value.months(), Integer.BYTES);
        out.writeLittleEndian(value.days(), Integer.BYTES);
        out.writeLittleEndian(value.millis(), Integer.BYTES);
        return null;
    }

    @Override
    public void write(AvroInput in, JsonOutput out) throws IOException {
        long months = in.readBits(Integer.BYTES);
        long days = in.readBits(Integer.BYTES);
        long millis = in.readBits(Integer.BYTES);
        if (out.isWanted()) {
            out.writeString(new DurationText(months, days, millis).toString());
        }
    }

    @Override
    public boolean accepts(JsonToken first) {
        return first == JsonToken.VALUE_STRING;
    }

    @Override
    String expected() {
        return EXPECTED;
    }
}
