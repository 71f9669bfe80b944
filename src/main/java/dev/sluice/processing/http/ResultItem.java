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
 * An object in a response that contains a resulting event: an item of the batch format, or a CloudEvent in structured mode. Its
 * members are read in any order. For one thread.
 */
final class ResultItem {

    private final ResultReader.Results results;
    private final String pointer;
    private final boolean isCloudEvent;
    private final CloudEventAttributes attributes;
    private boolean hasData;
    private @Nullable Valid event;
    /** The data, if it precedes the type. */
    private @Nullable TokenBuffer data;

    ResultItem(ResultReader.Results results, String pointer, boolean isCloudEvent) {
        this.results = results;
        this.pointer = pointer;
        this.isCloudEvent = isCloudEvent;
        this.attributes = new CloudEventAttributes(pointer + "/");
    }

    /** Reads the object at whose start the parser stands, up to its end. */
    void read(JsonParser json) throws IOException {
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            readMember(name, json);
        }
        if (isCloudEvent) {
            attributes.errors(results.cause()).forEach(results::addError);
        } else if (attributes.get("type") == null) {
            results.addError(attributes.error("type", "is required"));
        }
        Optional<EventType> type = results.type(attributes.get("type"), pointer + "/type");
        if (!hasData) {
            results.addError(attributes.error("data", "is required"));
        } else if (type.isPresent() && data != null) {
            try (JsonParser copy = data.asParser()) {
                copy.nextToken();
                event = results.readEvent(type.get(), copy, pointer + "/data");
            }
        }
        if (type.isPresent() && event != null) {
            results.add(type.get(), event, attributes.get("partitionkey"), pointer + "/partitionkey");
        }
    }

    private void readMember(String name, JsonParser json) throws IOException {
        if (name.equals("data")) {
            readData(json);
        } else if (!isCloudEvent && name.equals("id")) {
            skip(json, name, "is not accepted: the ids of resulting events are derived");
        } else if (!isCloudEvent && !name.equals("type")) {
            skip(json, name, "is not a member of an event: expected \"type\" and \"data\"");
        } else if (name.equals("data_base64")) {
            skip(json, name, "is not supported: send JSON as \"data\"");
        } else if (json.currentToken() == JsonToken.VALUE_NULL && isCloudEvent) {
            // CloudEvents' JSON format, section 2.2: as if it were absent.
            return;
        } else if (json.currentToken() != JsonToken.VALUE_STRING || !attributes.put(name, json.getText())) {
            skip(json, name, "must be a string, given once");
        }
    }

    private void readData(JsonParser json) throws IOException {
        if (hasData) {
            skip(json, "data", "is given more than once");
            return;
        }
        hasData = true;
        Optional<EventType> type = results.find(attributes.get("type"));
        if (type.isPresent()) {
            event = results.readEvent(type.get(), json, pointer + "/data");
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
