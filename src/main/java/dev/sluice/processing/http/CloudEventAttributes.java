package dev.sluice.processing.http;

import dev.sluice.event.Cause;
import dev.sluice.json.ValidationError;
import java.time.DateTimeException;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The context attributes of a CloudEvent 1.0.2 that an endpoint returns. Id, source and time are required or checked as the
 * specification says, and replaced: Sluice derives the id of a result. For one thread at a time.
 */
final class CloudEventAttributes {

    private static final Set<String> REQUIRED = Set.of("specversion", "type", "id", "source");
    /** Attributes that have no place in a record. */
    private static final Set<String> IGNORED = Set.of("subject", "dataschema", "traceparent", "tracestate");

    private final String prefix;
    private final Map<String, String> values = new HashMap<>();

    /** @param prefix precedes the names of attributes in errors: a JSON Pointer and a slash, or {@code ce-} for headers */
    CloudEventAttributes(String prefix) {
        this.prefix = prefix;
    }

    /** Adds an attribute. Returns false if it was given before. */
    boolean put(String name, String value) {
        return values.putIfAbsent(name, value) == null;
    }

    @Nullable
    String get(String name) {
        return values.get(name);
    }

    ValidationError error(String name, String detail) {
        return new ValidationError(prefix + name, detail);
    }

    /** Returns the errors of all attributes except the type's, which the catalogue knows. */
    List<ValidationError> errors(Cause cause) {
        List<ValidationError> errors = new ArrayList<>();
        for (String name : REQUIRED) {
            if (values.getOrDefault(name, "").isEmpty()) {
                errors.add(error(name, "is required"));
            }
        }
        values.forEach((name, value) -> {
            String detail = check(name, value, cause);
            if (detail != null) {
                errors.add(error(name, detail));
            }
        });
        return errors;
    }

    private static @Nullable String check(String name, String value, Cause cause) {
        return switch (name) {
            case "specversion" -> value.equals("1.0") || value.isEmpty() ? null : "must be 1.0";
            case "type", "id", "source", "partitionkey" -> null;
            case "time" -> isTime(value) ? null : "must be a time according to RFC 3339";
            case "datacontenttype" -> isJson(value) ? null : "must be application/json";
            case "causationid" ->
                value.equals(cause.id().toString())
                        ? null
                        : "must be the id of the event that the endpoint was called with, or absent";
            default -> IGNORED.contains(name) ? null : "is not an attribute that resulting events can have";
        };
    }

    private static boolean isTime(String value) {
        try {
            DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(value);
            return true;
        } catch (DateTimeException invalid) {
            return false;
        }
    }

    static boolean isJson(String contentType) {
        String mediaType = EndpointResponse.mediaType(contentType);
        return mediaType.endsWith("/json") || mediaType.endsWith("+json");
    }
}
