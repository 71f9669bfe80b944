package dev.sluice.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.sluice.event.EventType;
import dev.sluice.serde.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Reads the events of one type into a record's key and value, in one pass: from plain JSON, in which absent fields take the
 * schema's defaults and unknown ones are refused, from Avro's own JSON encoding, or from its binary one. Immutable, and
 * safe for any thread; it does not block.
 */
public final class EventReader {

    static final int MOST_DEPTH = 100;

    private static final int INITIAL_CAPACITY = 256;
    private static final int LONGEST_NUMBER = 100;

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MOST_DEPTH)
                    .maxNumberLength(LONGEST_NUMBER)
                    .build())
            .build();

    private final RecordReader plain;
    private final RecordReader avroJson;
    private final RecordWriter binary;
    private final int keyPosition;

    public EventReader(EventType type) {
        plain = ValueReaders.plain(type.schema());
        avroJson = ValueReaders.avro(type.schema());
        binary = new ValueWriters().record(type.schema());
        keyPosition = type.schema().getField(type.key()).pos();
    }

    /** What became of the bytes of an event. */
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

        /** JSON, or binary, but no event of this type. */
        record Invalid(List<ValidationError> faults) implements Result {}

        /** No JSON, or beyond the limits of nesting and length. */
        record Malformed(String detail) implements Result {}
    }

    /**
     * Reads one event from plain JSON.
     *
     * @param json UTF-8
     * @param schemaId the id that the registry gave the schema
     */
    public Result read(byte[] json, int schemaId) {
        return readDocument(json, plain, schemaId);
    }

    /**
     * Reads one event from Avro's own JSON encoding (Avro specification 1.12, section "JSON Encoding"), in which the values
     * of unions are tagged and no field can be absent.
     *
     * @param json UTF-8
     * @param schemaId the id that the registry gave the schema
     */
    public Result readAvroJson(byte[] json, int schemaId) {
        return readDocument(json, avroJson, schemaId);
    }

    private Result readDocument(byte[] json, RecordReader reader, int schemaId) {
        try (JsonParser parser = parser(json)) {
            if (parser.nextToken() == null) {
                return new Result.Malformed("The body is empty");
            }
            Result result = read(parser, reader, schemaId);
            return parser.nextToken() == null ? result : new Result.Malformed("There is more than one JSON value");
        } catch (JsonProcessingException e) {
            return new Result.Malformed(describe(e));
        } catch (IOException e) {
            throw new UncheckedIOException("from bytes in memory", e);
        }
    }

    /**
     * Reads an event of plain JSON that is part of a document, from the value that the parser stands on, and leaves it on the
     * value's last token. The pointers of faults start at the event.
     *
     * @throws IOException if it is no JSON
     */
    public Result read(JsonParser parser, int schemaId) throws IOException {
        return read(parser, plain, schemaId);
    }

    private Result read(JsonParser parser, RecordReader reader, int schemaId) throws IOException {
        ValidationErrors faults = ValidationErrors.from(parser);
        AvroBuffer out = new AvroBuffer(WireFormat.HEADER_SIZE, INITIAL_CAPACITY);
        byte[] key = reader.readFields(parser, out, faults, keyPosition);
        if (!faults.none() || key == null) {
            return new Result.Invalid(faults.all());
        }
        byte[] value = out.toByteArray();
        WireFormat.writeHeader(value, schemaId);
        return new Result.Valid(key, value);
    }

    /**
     * Reads one event from Avro's binary encoding, without a header. It is checked as a whole, and then taken as it is; what
     * hides all that follows is the last of its faults.
     *
     * @param schemaId the id that the registry gave the schema
     * @return valid or invalid
     */
    public Result readBinary(byte[] avro, int schemaId) {
        AvroInput in = new AvroInput(avro, 0, avro.length, false);
        int keyStart = 0;
        try {
            keyStart = binary.writeFields(in, JsonOutput.NOWHERE, keyPosition);
            in.requireEnd();
        } catch (MalformedAvroException broken) {
            // its fault is with the others
        } catch (IOException e) {
            throw new UncheckedIOException("to nowhere", e);
        }
        if (!in.faults().none()) {
            return new Result.Invalid(in.faults().all());
        }
        byte[] value = new byte[WireFormat.HEADER_SIZE + avro.length];
        System.arraycopy(avro, 0, value, WireFormat.HEADER_SIZE, avro.length);
        WireFormat.writeHeader(value, schemaId);
        return new Result.Valid(AvroBuffer.string(avro, keyStart), value);
    }

    /**
     * A parser with the limits of nesting and length that hold for events.
     *
     * @throws JsonProcessingException if it is not UTF-8, as JSON is between systems (RFC 8259, section 8.1)
     */
    public static JsonParser parser(byte[] json) throws IOException {
        return parser(json, 0, json.length);
    }

    /**
     * As {@link #parser(byte[])}, of a part of the bytes.
     *
     * @param from the index of the first one
     */
    public static JsonParser parser(byte[] json, int from, int length) throws IOException {
        if (isOfWiderCharacters(json, from, length)) {
            throw new JsonParseException(null, "It is not in UTF-8");
        }
        return JSON.createParser(json, from, length);
    }

    /** Whether the parser would take the bytes for UTF-16 or UTF-32. */
    private static boolean isOfWiderCharacters(byte[] json, int from, int length) {
        for (int i = from; i < from + Math.min(length, Integer.BYTES); i++) {
            if (json[i] == 0 || json[i] == (byte) 0xFE || json[i] == (byte) 0xFF) {
                return true;
            }
        }
        return false;
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
