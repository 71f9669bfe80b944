package dev.sluice.schema.json;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A value of one token. What is left to a kind of scalar is what it accepts and what is wrong with the rest. */
abstract class ScalarReader implements ValueReader {

    @Override
    public final void read(JsonParser parser, AvroBuffer out, Faults faults) throws IOException {
        String fault = accepts(parser.currentToken()) ? write(parser, out) : expected();
        if (fault != null) {
            faults.add(parser, fault);
            parser.skipChildren();
        }
    }

    /**
     * Writes the value, of a token that is accepted.
     *
     * @return what is wrong with it, or null
     */
    abstract @Nullable String write(JsonParser parser, AvroBuffer out) throws IOException;

    /** What a value must be, as the end of a sentence: "must be …". */
    abstract String expected();
}
