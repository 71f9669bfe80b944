package dev.sluice.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.sluice.event.EventType;
import dev.sluice.json.AvroInput.MalformedAvroException;
import dev.sluice.json.ValueWriter.RecordWriter;
import dev.sluice.serde.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A reader that converts events of one type to the key and value of a Kafka record, in one pass. The input is plain JSON,
 * Avro's own JSON encoding or Avro's binary encoding. In plain JSON, absent fields take the schema's defaults, and unknown
 * fields are rejected. Immutable and thread-safe; does not block.
 */
public final class EventReader {

    /** Maximum nesting of JSON and of Avro values. */
    static final int MAX_DEPTH = 100;

    private static final int INITIAL_CAPACITY = 256;
    /** Parts of Jackson's messages: the start of the enclosing value, and names of its settings. */
    private static final Pattern JACKSON_HINTS =
            Pattern.compile(" \\(start marker at .*|, from `[^`]*`|: enable `[^`]*` to allow");

    /** Maximum length of a JSON number in characters. */
    private static final int MAX_NUMBER_LENGTH = 100;

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .build())
            .build();

    private final RecordReader plain;
    private final RecordReader avroJson;
    private final RecordWriter binary;
    private final int keyPosition;

    public EventReader(EventType type) {
        plain = ValueReader.forPlainJson(type.schema());
        avroJson = ValueReader.forAvroJson(type.schema());
        binary = ValueWriter.ofEvent(type.schema());
        keyPosition = type.schema().getField(type.key()).pos();
    }

    /** The outcome of reading the bytes of an event. */
    public sealed interface Result {

        /**
         * A valid event.
         *
         * @param key the record's key, in UTF-8
         * @param value the record's value, in the wire format
         */
        record Valid(byte[] key, byte[] value) implements Result {

            /** Returns the size of key and value together in bytes. */
            public int size() {
                return key.length + value.length;
            }
        }

        /** Well-formed input that is not a valid event of this type. There is at least one error. */
        record Invalid(List<ValidationError> errors) implements Result {}

        /** Input that is not JSON, or exceeds the limits of nesting and length. */
        record Malformed(String detail) implements Result {}
    }

    /**
     * Reads one event from plain JSON.
     *
     * @param json the event in UTF-8
     * @param schemaId the schema's id in the registry
     */
    public Result read(byte[] json, int schemaId) {
        return readDocument(json, plain, schemaId);
    }

    /**
     * Reads one event from Avro's own JSON encoding (Avro specification 1.12, section "JSON Encoding"), in which the values
     * of unions are tagged and every field is required.
     *
     * @param json the event in UTF-8
     * @param schemaId the schema's id in the registry
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
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    /**
     * Reads an event in plain JSON that is part of a larger document, from the parser's current token, and leaves the parser
     * on the event's last token. The pointers of errors are relative to the event.
     *
     * @throws IOException if the input is not JSON
     */
    public Result read(JsonParser parser, int schemaId) throws IOException {
        return read(parser, plain, schemaId);
    }

    private Result read(JsonParser parser, RecordReader reader, int schemaId) throws IOException {
        ValidationErrors errors = ValidationErrors.from(parser);
        AvroBuffer out = new AvroBuffer(WireFormat.HEADER_SIZE, INITIAL_CAPACITY);
        byte[] key = reader.readFields(parser, out, errors, keyPosition);
        if (!errors.isEmpty() || key == null) {
            return new Result.Invalid(errors.toList());
        }
        byte[] value = out.toByteArray();
        WireFormat.writeHeader(value, schemaId);
        return new Result.Valid(key, value);
    }

    /**
     * Reads one event from Avro's binary encoding, without a header. Validates the whole event and keeps its bytes unchanged.
     * Validation stops at an error that hides where the next value starts.
     *
     * @param schemaId the schema's id in the registry
     * @return a valid or an invalid event; never malformed
     */
    public Result readBinary(byte[] avro, int schemaId) {
        AvroInput in = new AvroInput(avro, 0, avro.length, false);
        int keyStart = 0;
        try {
            keyStart = binary.writeFields(in, JsonOutput.DISCARD, keyPosition);
            in.requireEnd();
        } catch (MalformedAvroException malformed) {
            // The input has the error.
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
        if (!in.errors().isEmpty()) {
            return new Result.Invalid(in.errors().toList());
        }
        byte[] value = new byte[WireFormat.HEADER_SIZE + avro.length];
        System.arraycopy(avro, 0, value, WireFormat.HEADER_SIZE, avro.length);
        WireFormat.writeHeader(value, schemaId);
        return new Result.Valid(AvroBuffer.string(avro, keyStart), value);
    }

    /**
     * Creates a parser with the limits of nesting and length that apply to events.
     *
     * @throws JsonProcessingException if the input is not UTF-8, which RFC 8259, section 8.1 requires
     */
    public static JsonParser parser(byte[] json) throws IOException {
        return parser(json, 0, json.length);
    }

    /**
     * Creates a parser of a part of the bytes.
     *
     * @param from index of the first byte
     * @throws JsonProcessingException if the input is not UTF-8
     * @see #parser(byte[])
     */
    public static JsonParser parser(byte[] json, int from, int length) throws IOException {
        if (isUtf16OrUtf32(json, from, length)) {
            throw new JsonParseException(null, "The input is not UTF-8");
        }
        return JSON.createParser(json, from, length);
    }

    /** Returns whether Jackson would detect UTF-16 or UTF-32. */
    private static boolean isUtf16OrUtf32(byte[] json, int from, int length) {
        for (int i = from; i < from + Math.min(length, Integer.BYTES); i++) {
            if (json[i] == 0 || json[i] == (byte) 0xFE || json[i] == (byte) 0xFF) {
                return true;
            }
        }
        return false;
    }

    /** Returns the parser's message with line and column, without its hints to Java programmers. */
    public static String describe(JsonProcessingException e) {
        String message = JACKSON_HINTS.matcher(e.getOriginalMessage()).replaceAll("");
        JsonLocation location = e.getLocation();
        return location == null
                ? message
                : message + " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }
}
