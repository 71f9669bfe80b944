package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Reads a JSON value of one Avro type. Immutable, and safe for any thread. */
interface ValueReader {

    /**
     * Reads the value whose first token the parser stands on, and leaves it on the value's last one. What is wrong with
     * the value goes to the faults, and then what was written is of no use.
     *
     * @throws IOException if it is no JSON
     */
    void read(JsonParser parser, AvroBuffer out, ValidationErrors faults) throws IOException;

    /** Whether a value that starts so can be of this type. */
    boolean accepts(JsonToken first);
}
