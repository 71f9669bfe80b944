package dev.sluice.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.registry.RegisteredSchema.NotAnAnswerException;
import dev.sluice.registry.RegisteredSchema.Reference;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A client of the subset of the Confluent Schema Registry API, version 1, that Sluice uses. Its exceptions say whether a retry
 * may help. Only what the API specifies is an answer: anything else, such as the page of a proxy, makes the registry
 * unavailable. Every call blocks for up to {@value #TIMEOUT_SECONDS} seconds per address, so do not call it on an event loop.
 */
final class SchemaRegistryClient {

    private static final int TIMEOUT_SECONDS = 7;
    /** Maximum length of a reason in characters, since some registries quote both schemas. */
    private static final int MAX_REASON_LENGTH = 500;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<URI> addresses;
    private final RegistryConnection connection;

    SchemaRegistryClient(SchemaRegistryConfig config) {
        addresses = config.urls();
        connection = new RegistryConnection(config, Duration.ofSeconds(TIMEOUT_SECONDS));
    }

    /** A version of a subject. */
    record SubjectVersion(int id, RegisteredSchema schema) {}

    private interface Reader<T> {

        T read(JsonNode response) throws NotAnAnswerException;
    }

    /**
     * Registers a schema unless it is registered already, and returns its id.
     *
     * @throws SchemaRejectedException if the schema is invalid or incompatible
     * @throws SchemaRegistryUnavailableException if the registry is unavailable
     */
    int register(String subject, String schema) {
        return call(
                "register " + subject,
                "/subjects/" + encoded(subject) + "/versions",
                Optional.of(body(schema)),
                RegisteredSchema::id);
    }

    /**
     * Returns the id of a registered schema.
     *
     * @throws SchemaRejectedException if the schema is not registered
     * @throws SchemaRegistryUnavailableException if the registry is unavailable
     */
    int lookUp(String subject, String schema) {
        return call(
                "look up " + subject, "/subjects/" + encoded(subject), Optional.of(body(schema)), RegisteredSchema::id);
    }

    /**
     * Returns the latest version of a subject.
     *
     * @throws SchemaRejectedException if the subject does not exist
     * @throws SchemaRegistryUnavailableException if the registry is unavailable
     */
    SubjectVersion latest(String subject) {
        return call(
                "look up the latest version of " + subject,
                "/subjects/" + encoded(subject) + "/versions/latest",
                Optional.empty(),
                response -> new SubjectVersion(RegisteredSchema.id(response), RegisteredSchema.of(response)));
    }

    /**
     * Returns the versions of a subject.
     *
     * @throws SchemaRejectedException if the subject does not exist
     * @throws SchemaRegistryUnavailableException if the registry is unavailable
     */
    List<Integer> versions(String subject) {
        return call(
                "list the versions of " + subject,
                "/subjects/" + encoded(subject) + "/versions",
                Optional.empty(),
                SchemaRegistryClient::versions);
    }

    private static List<Integer> versions(JsonNode response) throws NotAnAnswerException {
        List<Integer> versions = new ArrayList<>();
        for (JsonNode version : response) {
            if (!version.isIntegralNumber() || !version.canConvertToInt()) {
                throw new NotAnAnswerException("the response has a version that is not a number");
            }
            versions.add(version.asInt());
        }
        if (!response.isArray() || versions.isEmpty()) {
            throw new NotAnAnswerException("the response has no versions");
        }
        return versions;
    }

    /**
     * Returns the version of a subject that another schema refers to.
     *
     * @throws SchemaRejectedException if the version does not exist
     * @throws SchemaRegistryUnavailableException if the registry is unavailable
     */
    RegisteredSchema version(Reference reference) {
        return call(
                "fetch version " + reference.version() + " of " + reference.subject(),
                "/subjects/" + encoded(reference.subject()) + "/versions/" + reference.version(),
                Optional.empty(),
                RegisteredSchema::of);
    }

    /**
     * Returns the schema with an id.
     *
     * @throws SchemaRejectedException if the id does not exist
     * @throws SchemaRegistryUnavailableException if the registry is unavailable
     */
    RegisteredSchema schema(int id) {
        return call("fetch schema " + id, "/schemas/ids/" + id, Optional.empty(), response -> {
            // Some registries repeat the id.
            if (response.has("id") && RegisteredSchema.id(response) != id) {
                throw new NotAnAnswerException("the response has the schema of another id");
            }
            return RegisteredSchema.of(response);
        });
    }

    private static String body(String schema) {
        return JSON.createObjectNode().put("schema", schema).toString();
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, UTF_8).replace("+", "%20");
    }

    private <T> T call(String action, String path, Optional<String> body, Reader<T> reader) {
        boolean answered = false;
        Exception failure = null;
        for (URI address : addresses) {
            try {
                HttpResponse<byte[]> response = connection.send(URI.create(address + path), body);
                answered = true;
                JsonNode json = json(response.body());
                if (response.statusCode() / 100 == 2) {
                    return reader.read(json);
                }
                String status = "HTTP " + response.statusCode();
                if (isRejection(response.statusCode(), json)) {
                    throw new SchemaRejectedException(
                            "the schema registry refused to " + action + " (" + status + ")" + reason(json),
                            response.statusCode() == 404);
                }
                failure = new NotAnAnswerException(status + reason(json));
            } catch (IOException | NotAnAnswerException e) {
                failure = e;
            }
        }
        throw new SchemaRegistryUnavailableException(
                "the schema registry failed to " + action + (failure == null ? "" : ": " + text(failure)),
                failure,
                answered);
    }

    /** Returns a response as JSON; a missing node if it is not JSON. */
    private static JsonNode json(byte[] response) {
        try {
            return JSON.readTree(response);
        } catch (IOException notJson) {
            return JSON.missingNode();
        }
    }

    /**
     * Returns whether the registry itself rejected the request. Its codes extend the status by two digits: 40403 is an unknown
     * schema. A 404 without them comes from a proxy, or from a path that the registry does not serve.
     */
    private static boolean isRejection(int status, JsonNode json) {
        int code = json.path("error_code").asInt();
        return switch (status) {
            case 404 -> code / 100 == status;
            case 409, 422 -> code == status || code / 100 == status;
            default -> false;
        };
    }

    /** Returns the registry's error message for display, on one line and shortened. */
    private static String reason(JsonNode json) {
        String message = json.path("message").asText().replaceAll("\\s+", " ").strip();
        return message.isEmpty() ? "" : ": " + message.substring(0, Math.min(message.length(), MAX_REASON_LENGTH));
    }

    private static String text(Exception failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
