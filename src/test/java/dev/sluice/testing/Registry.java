package dev.sluice.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/** A client of the schema registry's API that uses only the JDK. */
public final class Registry {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String url;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

    public Registry(String url) {
        this.url = url;
    }

    public Schema schema(int id) {
        return schemas.computeIfAbsent(id, key -> new Schema.Parser()
                .parse(call(HttpRequest.newBuilder(URI.create(url + "/schemas/ids/" + key)))
                        .path("schema")
                        .asText()));
    }

    /** Registers a schema and returns its id. */
    public int register(String subject, Schema schema) {
        return register(subject, schema.toString(), new String[0]);
    }

    /** Registers a schema that uses types of the first versions of other subjects, which have the types' names. */
    public int register(String subject, String schema, String... references) {
        ObjectNode body = JSON.createObjectNode().put("schema", schema);
        for (String reference : references) {
            body.withArray("references")
                    .addObject()
                    .put("name", reference)
                    .put("subject", reference)
                    .put("version", 1);
        }
        return post(subject, body.toString());
    }

    private int post(String subject, String body) {
        return call(HttpRequest.newBuilder(URI.create(url + "/subjects/" + subject + "/versions"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)))
                .path("id")
                .asInt();
    }

    /** Sets the compatibility level that the registry enforces for a subject. */
    public void setCompatibility(String subject, String level) {
        call(HttpRequest.newBuilder(URI.create(url + "/config/" + subject))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"compatibility\": \"" + level + "\"}")));
    }

    /** Deletes a subject and its versions, if it exists. */
    public void delete(String subject) {
        call(HttpRequest.newBuilder(URI.create(url + "/subjects/" + subject)).DELETE());
    }

    /** Returns the id of a subject's latest schema. */
    public int latestId(String subject) {
        return call(HttpRequest.newBuilder(URI.create(url + "/subjects/" + subject + "/versions/latest")))
                .path("id")
                .asInt();
    }

    private JsonNode call(HttpRequest.Builder request) {
        try {
            return JSON.readTree(
                    http.send(request.build(), BodyHandlers.ofByteArray()).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
