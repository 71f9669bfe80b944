package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An int or a long. As in JSON Schema, {@code 3.0} is a whole number. */
final class WholeNumberCodec extends ScalarCodec {

    private final long least;
    private final long most;
    private final String expected;

    WholeNumberCodec(long least, long most) {
        this.least = least;
        this.most = most;
        this.expected = "must be a whole number from " + least + " to " + most;
    }

    @Override
    @Nullable
    String encode(JsonParser parser, AvroBuffer out) throws IOException {
        return Numbers.writeWhole(parser, least, most, out) ? null : expected;
    }

    @Override
    public void write(AvroInput in, JsonOutput out) throws IOException {
        long value = in.readLong();
        if (value < least || value > most) {
            in.fault(expected);
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
