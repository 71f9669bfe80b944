package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A value of one token, both ways. What is left to a kind of scalar is what it accepts and what is wrong with the rest. */
abstract class ScalarCodec implements ValueReader, ValueWriter {

    @Override
    public final void read(JsonParser parser, AvroBuffer out, ValidationErrors faults) throws IOException {
        String fault = accepts(parser.currentToken()) ? encode(parser, out) : expected();
        if (fault != null) {
            faults.add(parser, fault);
            parser.skipChildren();
        }
    }

    /**
     * Writes the value in Avro, of a token that is accepted.
     *
     * @return what is wrong with it, or null
     */
    abstract @Nullable String encode(JsonParser parser, AvroBuffer out) throws IOException;

    /** What a value must be, as the end of a sentence: "must be …". */
    abstract String expected();
}
