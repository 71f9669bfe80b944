package dev.sluice.processing.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.cloudevents.JsonFormat;
import dev.sluice.event.Cause;
import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventType;
import dev.sluice.json.EventReader;
import dev.sluice.json.EventReader.Result.Valid;
import dev.sluice.json.ValidationError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the resulting events in a response: nothing, a batch in the format of {@code POST /events}, or CloudEvents in binary,
 * structured or batch mode. They are validated like published events. Thread-safe; does not block.
 */
final class ResultReader {

    static final String BATCH = "application/json";
    static final int MAX_EVENTS = 1000;

    static final ValidationError TOO_MANY_EVENTS = new ValidationError("", "has more than " + MAX_EVENTS + " events");
    static final ValidationError SEVERAL_VALUES = new ValidationError("", "there is more than one JSON value");

    private static final int MAX_ERRORS = 10;

    private final EventCatalog catalog;
    private final Function<EventType, OptionalInt> schemaIds;
    private final Map<EventType, EventReader> readers = new ConcurrentHashMap<>();

    /** @param schemaIds returns the id of a type's schema; empty if the registry has not returned it yet */
    ResultReader(EventCatalog catalog, Function<EventType, OptionalInt> schemaIds) {
        this.catalog = catalog;
        this.schemaIds = schemaIds;
    }

    /** A type whose schema has no id yet. The result may be valid later. */
    static final class UnresolvedSchemaException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnresolvedSchemaException(EventType type) {
            super("the registry has not returned the id of the schema of " + type.name(), null, false, false);
        }
    }

    /** @param event the event that the results are caused by */
    CallOutcome read(EndpointResponse response, CalledEvent event, String handler) {
        if (response.body().length == 0 && response.header("ce-type") == null) {
            return new CallOutcome.Succeeded(List.of());
        }
        Results results = new Results(event.cause(), handler);
        try {
            results.read(response);
        } catch (JsonProcessingException e) {
            results.errors.add(new ValidationError("", EventReader.describe(e)));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        } catch (UnresolvedSchemaException e) {
            return new CallOutcome.Unavailable(String.valueOf(e.getMessage()), Duration.ZERO);
        }
        return results.errors.isEmpty()
                ? new CallOutcome.Succeeded(results.events)
                : new CallOutcome.Rejected("the result of HTTP handler " + handler + " is invalid: "
                        + ProblemDetail.line(describe(results.errors)));
    }

    private static String describe(List<ValidationError> errors) {
        String listed = errors.stream()
                .limit(MAX_ERRORS)
                .map(error -> (error.pointer() + " " + error.detail()).strip())
                .collect(joining("; "));
        return errors.size() <= MAX_ERRORS ? listed : listed + "; and " + (errors.size() - MAX_ERRORS) + " more";
    }

    /** The results of one response. */
    final class Results {

        private final Cause cause;
        private final String handler;
        private final List<ResultingEvent> events = new ArrayList<>();
        private final List<ValidationError> errors = new ArrayList<>(0);

        Results(Cause cause, String handler) {
            this.cause = cause;
            this.handler = handler;
        }

        private void read(EndpointResponse response) throws IOException {
            CloudEventResults cloudEvents = new CloudEventResults(this);
            if (response.header("ce-specversion") != null || response.header("ce-type") != null) {
                cloudEvents.readBinary(response);
                return;
            }
            String mediaType = response.mediaType();
            switch (mediaType) {
                case BATCH -> readBatch(response.body());
                case JsonFormat.MEDIA_TYPE -> cloudEvents.readStructured(response.body());
                case JsonFormat.BATCH_MEDIA_TYPE -> cloudEvents.readBatch(response.body());
                default ->
                    errors.add(new ValidationError(
                            "",
                            (mediaType.isEmpty() ? "a body without a media type" : "the media type " + mediaType)
                                    + " is not supported: respond without a body, or with " + BATCH + ", "
                                    + JsonFormat.MEDIA_TYPE + " or " + JsonFormat.BATCH_MEDIA_TYPE));
            }
        }

        private void readBatch(byte[] body) throws IOException {
            try (JsonParser json = EventReader.parser(body)) {
                if (json.nextToken() != JsonToken.START_ARRAY) {
                    errors.add(new ValidationError("", "must be an array of events"));
                    return;
                }
                for (int index = 0; json.nextToken() != JsonToken.END_ARRAY; index++) {
                    if (index == MAX_EVENTS) {
                        errors.add(TOO_MANY_EVENTS);
                        return;
                    }
                    readItem(json, "/" + index);
                }
                if (errors.isEmpty() && json.nextToken() != null) {
                    errors.add(SEVERAL_VALUES);
                }
            }
        }

        private void readItem(JsonParser json, String pointer) throws IOException {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                json.skipChildren();
                errors.add(new ValidationError(pointer, "must be an object with \"type\" and \"data\""));
                return;
            }
            new ResultItem(this, pointer).read(json);
        }

        Cause cause() {
            return cause;
        }

        void addError(ValidationError error) {
            errors.add(error);
        }

        /** Returns the type with a name, if there is one. */
        Optional<EventType> find(@Nullable String name) {
            return name == null ? Optional.empty() : catalog.find(name);
        }

        /** Returns the type with a name. Adds an error if there is none. */
        Optional<EventType> type(@Nullable String name, String pointer) {
            Optional<EventType> type = find(name);
            if (name != null && !name.isEmpty() && type.isEmpty()) {
                errors.add(new ValidationError(pointer, "is not an event type"));
            }
            return type;
        }

        /**
         * Reads an event from the parser's current value. Adds its errors, and returns null if there are any.
         *
         * @param pointer the pointer of the value
         */
        @Nullable
        Valid readEvent(EventType type, JsonParser json, String pointer) throws IOException {
            if (json.currentToken() == null) {
                errors.add(new ValidationError(pointer, "is required"));
                return null;
            }
            OptionalInt schemaId = schemaIds.apply(type);
            if (schemaId.isEmpty()) {
                throw new UnresolvedSchemaException(type);
            }
            EventReader.Result result =
                    readers.computeIfAbsent(type, EventReader::new).read(json, schemaId.getAsInt());
            if (result instanceof EventReader.Result.Invalid invalid) {
                invalid.errors()
                        .forEach(error -> errors.add(new ValidationError(pointer + error.pointer(), error.detail())));
            }
            return result instanceof Valid valid ? valid : null;
        }

        /**
         * Adds a resulting event.
         *
         * @param partitionKey the key that the endpoint expects; null if it does not say
         * @param pointer the pointer of this key
         */
        void add(EventType type, Valid event, @Nullable String partitionKey, String pointer) {
            if (partitionKey != null && !partitionKey.equals(new String(event.key(), UTF_8))) {
                errors.add(new ValidationError(pointer, "must equal the key, which is the field " + type.key()));
            }
            events.add(new ResultingEvent(
                    type, cause.resultId(handler + "/" + events.size()), event.key(), event.value()));
        }
    }
}
