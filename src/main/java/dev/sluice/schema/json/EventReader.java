package dev.sluice.schema.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.sluice.event.EventType;
import dev.sluice.schema.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the events of one type from plain JSON into a record's key and value, in one pass. Absent fields take the
 * schema's defaults; unknown ones are refused. Immutable, and safe for any thread; it does not block.
 */
public final class EventReader {

    private static final int INITIAL_CAPACITY = 256;

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(100)
                    .maxNumberLength(100)
                    .build())
            .build();

    private final RecordReader reader;
    private final int keyPosition;

    public EventReader(EventType type) {
        reader = (RecordReader) new ValueReaders().of(type.schema());
        keyPosition = type.schema().getField(type.key()).pos();
    }

    /** What became of the text of an event. */
    public sealed interface Result {

        /**
         * A valid event.
         *
         * @param key the record's key, UTF-8
         * @param value the record's value, in the wire format
         */
        record Valid(byte[] key, byte[] value) implements Result {

            /** The bytes of key and value. */
            public int size() {
                return key.length + value.length;
            }
        }

        /** JSON, but no event of this type. */
        record Invalid(List<Fault> faults) implements Result {}

        /** No JSON, or beyond the limits of nesting and length. */
        record Malformed(String detail) implements Result {}
    }

    /**
     * Reads one event.
     *
     * @param json UTF-8
     * @param schemaId the id that the registry gave the schema
     */
    public Result read(byte[] json, int schemaId) {
        try (JsonParser parser = parser(json)) {
            if (parser.nextToken() == null) {
                return new Result.Malformed("The body is empty");
            }
            Result result = read(parser, schemaId);
            return parser.nextToken() == null ? result : new Result.Malformed("There is more than one JSON value");
        } catch (JsonProcessingException e) {
            return new Result.Malformed(describe(e));
        } catch (IOException e) {
            throw new UncheckedIOException("from bytes in memory", e);
        }
    }

    /**
     * Reads an event that is part of a document, from the value that the parser stands on, and leaves it on the value's last
     * token. The pointers of faults start at the event.
     *
     * @throws IOException if it is no JSON
     */
    public Result read(JsonParser parser, int schemaId) throws IOException {
        Faults faults = Faults.from(parser);
        AvroBuffer out = new AvroBuffer(WireFormat.HEADER_SIZE, INITIAL_CAPACITY);
        byte[] key = reader.readFields(parser, out, faults, keyPosition);
        if (!faults.none() || key == null) {
            return new Result.Invalid(faults.all());
        }
        byte[] value = out.toByteArray();
        WireFormat.writeHeader(value, schemaId);
        return new Result.Valid(withoutLength(key), value);
    }

    /** A parser with the limits of nesting and length that hold for events. */
    public static JsonParser parser(byte[] json) throws IOException {
        return JSON.createParser(json);
    }

    /** Avro's encoding of a string is its length, then its bytes. */
    private static byte[] withoutLength(byte[] string) {
        int lengthBytes = 1;
        while (string[lengthBytes - 1] < 0) {
            lengthBytes++;
        }
        return Arrays.copyOfRange(string, lengthBytes, string.length);
    }

    /** What is wrong with the JSON: the parser's message, without what it adds on where the enclosing value starts. */
    public static String describe(JsonProcessingException e) {
        String message = e.getOriginalMessage().replaceFirst(" \\(start marker at .*", "");
        JsonLocation location = e.getLocation();
        return location == null
                ? message
                : message + " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }
}
