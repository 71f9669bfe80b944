package dev.sluice.processing.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluice.cloudevents.EventData;
import dev.sluice.cloudevents.HttpBinding;
import dev.sluice.cloudevents.JsonFormat;
import dev.sluice.cloudevents.ParsedEvent;
import dev.sluice.event.EventType;
import dev.sluice.json.EventReader;
import dev.sluice.json.EventReader.Result.Valid;
import dev.sluice.json.ValidationError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The resulting events in a response of CloudEvents 1.0.2. Id, source and time must be valid, and are replaced: Sluice derives the id
 * of a result. For one response.
 */
final class CloudEventResults {

    private static final String DATA = "data";
    private static final String TYPE = "type";
    private static final String PARTITION_KEY = "partitionkey";

    /** The attributes that need no check in addition to the format's. Most have no place in a record. */
    private static final Set<String> ACCEPTED = Set.of(
            "specversion",
            TYPE,
            "id",
            "source",
            "time",
            "subject",
            "dataschema",
            PARTITION_KEY,
            "traceparent",
            "tracestate");

    private final ResultReader.Results results;

    CloudEventResults(ResultReader.Results results) {
        this.results = results;
    }

    /** Reads an event in binary mode: the attributes are headers, the body is the event. */
    void readBinary(EndpointResponse response) throws IOException {
        read(
                HttpBinding.read(response.headers(), response.body()),
                name -> name.equals(DATA) ? "" : HttpBinding.header(name).toLowerCase(Locale.ROOT));
    }

    /** Reads an event in structured mode. */
    void readStructured(byte[] body) throws IOException {
        read(JsonFormat.read(body), name -> pointer("", name));
    }

    /** Reads a batch. */
    void readBatch(byte[] body) throws IOException {
        List<ParsedEvent> events = new ArrayList<>();
        JsonFormat.readBatch(body, events::add);
        if (events.size() > ResultReader.MAX_EVENTS) {
            results.addError(ResultReader.TOO_MANY_EVENTS);
            return;
        }
        for (int i = 0; i < events.size(); i++) {
            String item = "/" + i;
            read(events.get(i), name -> pointer(item, name));
        }
    }

    private static String pointer(String event, String name) {
        return name.isEmpty() ? event : event + "/" + name;
    }

    /** @param pointers returns where an attribute, {@code data} or the event as a whole (empty) is */
    private void read(ParsedEvent event, UnaryOperator<String> pointers) throws IOException {
        event.faults()
                .forEach(fault -> results.addError(new ValidationError(pointers.apply(fault.name()), fault.detail())));
        if (event.faults().contains(JsonFormat.NOT_AN_OBJECT)) {
            return;
        }
        event.attributes().forEach((name, value) -> {
            String detail = check(name, value);
            if (detail != null) {
                results.addError(new ValidationError(pointers.apply(name), detail));
            }
        });
        Optional<EventType> type = results.type(event.attributes().get(TYPE), pointers.apply(TYPE));
        if (event.data() instanceof EventData.Absent) {
            if (event.faults().stream().noneMatch(fault -> fault.name().startsWith(DATA))) {
                results.addError(new ValidationError(pointers.apply(DATA), "is required"));
            }
        } else if (type.isPresent()) {
            Valid valid = readData(event.data(), type.get(), pointers.apply(DATA));
            if (valid != null) {
                results.add(type.get(), valid, event.attributes().get(PARTITION_KEY), pointers.apply(PARTITION_KEY));
            }
        }
    }

    private @Nullable Valid readData(EventData data, EventType type, String pointer) throws IOException {
        EventData.Json json = data instanceof EventData.Json value
                ? value
                : new EventData.Json(((EventData.Bytes) data).bytes(), 0, ((EventData.Bytes) data).bytes().length);
        try (JsonParser parser = EventReader.parser(json.document(), json.from(), json.length())) {
            parser.nextToken();
            Valid valid = results.readEvent(type, parser, pointer);
            if (valid != null && parser.nextToken() != null) {
                results.addError(ResultReader.SEVERAL_VALUES);
            }
            return valid;
        } catch (JsonProcessingException e) {
            results.addError(new ValidationError(pointer, EventReader.describe(e)));
            return null;
        }
    }

    private @Nullable String check(String name, String value) {
        return switch (name) {
            case "datacontenttype" -> isJson(value) ? null : "must be application/json";
            case "causationid" ->
                value.equals(results.cause().id().toString())
                        ? null
                        : "must be the id of the event that the endpoint was called with, or absent";
            default -> ACCEPTED.contains(name) ? null : "is not an attribute that resulting events can have";
        };
    }

    private static boolean isJson(String contentType) {
        String mediaType = EndpointResponse.mediaType(contentType);
        return mediaType.endsWith("/json") || mediaType.endsWith("+json");
    }
}
