package dev.sluice.processing.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import dev.sluice.event.EventType;
import dev.sluice.json.EventReader.Result.Valid;
import dev.sluice.json.ValidationError;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A resulting event in the batch format of {@code POST /events}: an object with {@code type} and {@code data}, in any order. For one
 * thread.
 */
final class ResultItem {

    private final ResultReader.Results results;
    private final String pointer;
    private @Nullable String type;
    private boolean hasData;
    private @Nullable Valid event;
    /** The data, if it precedes the type. */
    private @Nullable TokenBuffer data;

    ResultItem(ResultReader.Results results, String pointer) {
        this.results = results;
        this.pointer = pointer;
    }

    /** Reads the object at whose start the parser stands, up to its end. */
    void read(JsonParser json) throws IOException {
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            readMember(name, json);
        }
        if (type == null) {
            results.addError(new ValidationError(pointer + "/type", "is required"));
        }
        Optional<EventType> known = results.type(type, pointer + "/type");
        if (!hasData) {
            results.addError(new ValidationError(pointer + "/data", "is required"));
        } else if (known.isPresent() && data != null) {
            try (JsonParser copy = data.asParser()) {
                copy.nextToken();
                event = results.readEvent(known.get(), copy, pointer + "/data");
            }
        }
        if (known.isPresent() && event != null) {
            results.add(known.get(), event, null, pointer);
        }
    }

    private void readMember(String name, JsonParser json) throws IOException {
        switch (name) {
            case "data" -> readData(json);
            case "type" -> {
                if (json.currentToken() == JsonToken.VALUE_STRING && type == null) {
                    type = json.getText();
                } else {
                    skip(json, name, "must be a string, given once");
                }
            }
            case "id" -> skip(json, name, "is not accepted: the ids of resulting events are derived");
            default -> skip(json, name, "is not a member of an event: expected \"type\" and \"data\"");
        }
    }

    private void readData(JsonParser json) throws IOException {
        if (hasData) {
            skip(json, "data", "is given more than once");
            return;
        }
        hasData = true;
        Optional<EventType> known = results.find(type);
        if (known.isPresent()) {
            event = results.readEvent(known.get(), json, pointer + "/data");
        } else {
            data = new TokenBuffer(json).forceUseOfBigDecimal(true);
            data.copyCurrentStructure(json);
        }
    }

    private void skip(JsonParser json, String member, String error) throws IOException {
        json.skipChildren();
        results.addError(ValidationError.ofMember(pointer, member, error));
    }
}
