package dev.sluice.json;

import java.io.IOException;

/** Writes an Avro value of one type as plain JSON. Immutable, and safe for any thread. */
interface ValueWriter {

    /**
     * Reads the value that the input stands on, and leaves it behind the value. Written to {@link JsonOutput#NOWHERE}, it
     * is checked and nothing more.
     *
     * @throws MalformedAvroException if there is no value, or if the input ends at the first fault
     */
    void write(AvroInput in, JsonOutput out) throws IOException;
}
