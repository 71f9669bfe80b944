package dev.sluice.cloudevents;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.json.EventReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The JSON event format and the JSON batch format (JSON Event Format for CloudEvents 1.0.2). Reads an event in one pass and
 * leaves its data as raw JSON, so that numbers stay exact. The limits of nesting and length are those of {@link EventReader}.
 * Safe for any thread.
 */
public final class JsonFormat {

    /** The media type of one event. */
    public static final String MEDIA_TYPE = "application/cloudevents+json";

    /** The media type of a batch. */
    public static final String BATCH_MEDIA_TYPE = "application/cloudevents-batch+json";

    /** The only fault of a value that cannot be an event. */
    public static final AttributeFault NOT_AN_OBJECT = new AttributeFault("", "must be an object");

    private static final String DATA = "data";
    private static final String DATA_BASE64 = "data_base64";

    private JsonFormat() {}

    /**
     * Reads one event.
     *
     * @param json the event in UTF-8; the result refers to the array
     * @throws JsonProcessingException if the input is not a single JSON value, or exceeds the limits
     */
    public static ParsedEvent read(byte[] json) throws JsonProcessingException {
        try (JsonParser parser = EventReader.parser(json)) {
            if (parser.nextToken() == null) {
                throw new JsonParseException(parser, "The body is empty");
            }
            ParsedEvent event = read(parser, json);
            requireEnd(parser);
            return event;
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("from bytes in memory", e);
        }
    }

    /**
     * Reads a batch and passes each event on before it reads the next one. The input may turn out to be malformed after some
     * events.
     *
     * @param json the batch in UTF-8; the events refer to the array
     * @param events accepts each event; may throw to end the batch
     * @throws JsonProcessingException if the input is not a single JSON array, or exceeds the limits
     */
    public static void readBatch(byte[] json, Consumer<ParsedEvent> events) throws JsonProcessingException {
        try (JsonParser parser = EventReader.parser(json)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new JsonParseException(parser, "The body must be a JSON array of CloudEvents");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                events.accept(read(parser, json));
            }
            requireEnd(parser);
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("from bytes in memory", e);
        }
    }

    private static void requireEnd(JsonParser parser) throws IOException {
        if (parser.nextToken() != null) {
            throw new JsonParseException(parser, "The body must be a single JSON value");
        }
    }

    private static ParsedEvent read(JsonParser parser, byte[] document) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return new ParsedEvent.Invalid(List.of(NOT_AN_OBJECT), Map.of(), new EventData.Absent());
        }
        AttributeCollector attributes = new AttributeCollector();
        DataMembers members = new DataMembers(document, attributes);
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            switch (name) {
                case DATA -> members.readJson(parser);
                case DATA_BASE64 -> members.readBase64(parser);
                default -> readAttribute(parser, name, attributes);
            }
        }
        return attributes.toEvent(members.toData());
    }

    private static void readAttribute(JsonParser parser, String name, AttributeCollector attributes)
            throws IOException {
        JsonToken token = parser.currentToken();
        if (!attributes.begin(name)) {
            parser.skipChildren();
            return;
        }
        switch (token) {
            case VALUE_NULL -> {
                // Not set (section 2.2).
            }
            case VALUE_STRING -> attributes.set(name, parser.getText());
            case VALUE_TRUE, VALUE_FALSE -> setExtension(attributes, name, parser.getText());
            case VALUE_NUMBER_INT -> {
                if (parser.getTextLength() <= 11 && parser.getLongValue() == (int) parser.getLongValue()) {
                    setExtension(attributes, name, Integer.toString(parser.getIntValue()));
                } else {
                    attributes.fault(name, "must be a whole number from -2147483648 to 2147483647");
                }
            }
            default -> {
                parser.skipChildren();
                attributes.fault(name, "must be a string, a whole number, true or false");
            }
        }
    }

    /** Sets an attribute that is not a string, which only extension attributes can be. */
    private static void setExtension(AttributeCollector attributes, String name, String value) {
        if (AttributeCollector.isExtension(name)) {
            attributes.set(name, value);
        } else {
            attributes.fault(name, "must be a string");
        }
    }

    /** The members {@code data} and {@code data_base64} of one event, at most one of which may be present (section 3.1). */
    private static final class DataMembers {

        private final byte[] document;
        private final AttributeCollector attributes;
        private EventData data = new EventData.Absent();
        private boolean hasJson;
        private boolean hasBase64;

        DataMembers(byte[] document, AttributeCollector attributes) {
            this.document = document;
            this.attributes = attributes;
        }

        void readJson(JsonParser parser) throws IOException {
            if (hasJson) {
                attributes.fault(DATA, "is given more than once");
            }
            hasJson = true;
            long from = parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            parser.finishToken();
            long to = parser.currentLocation().getByteOffset();
            data = new EventData.Json(document, (int) from, (int) (to - from));
        }

        void readBase64(JsonParser parser) throws IOException {
            if (hasBase64) {
                attributes.fault(DATA_BASE64, "is given more than once");
            }
            hasBase64 = true;
            if (parser.currentToken() == JsonToken.VALUE_STRING) {
                try {
                    data = new EventData.Bytes(Base64.getDecoder().decode(parser.getText()));
                    return;
                } catch (IllegalArgumentException invalid) {
                    // Handled below.
                }
            }
            parser.skipChildren();
            attributes.fault(DATA_BASE64, "must be a string in Base64 (RFC 4648, section 4)");
        }

        EventData toData() {
            if (hasJson && hasBase64) {
                attributes.fault(DATA_BASE64, "is given in addition to data; an event has only one of them");
                return new EventData.Absent();
            }
            return data;
        }
    }
}
