package dev.sluice.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.avro.Schema;

/**
 * A registry with Confluent's API that gives the answers of a {@link Lie} to the requests that a test selects, and honest ones to
 * all others. Its contents can be lost.
 */
public final class LyingRegistry implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final ConcurrentSkipListMap<Integer, ObjectNode> schemas = new ConcurrentSkipListMap<>();
    private final Map<String, Integer> versions = new ConcurrentHashMap<>();
    private volatile Lie lie = (path, request, exchange) -> false;

    /** A wrong answer. */
    public interface Lie {

        /**
         * Answers a request unless the honest answer shall be given.
         *
         * @return whether it has answered
         */
        boolean answer(String path, String request, HttpExchange exchange) throws IOException;
    }

    /** Starts an empty registry. */
    public LyingRegistry() {
        try {
            server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public String address() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** Gives the answers of a lie from now on. */
    public void lie(Lie newLie) {
        lie = newLie;
    }

    /** Gives an answer to each request whose path and body contain a text. */
    public void lie(String text, int status, String body) {
        lie = (path, request, exchange) -> {
            boolean lies = (path + request).contains(text);
            if (lies) {
                send(exchange, status, body);
            }
            return lies;
        };
    }

    public void beHonest() {
        lie = (path, request, exchange) -> false;
    }

    /** Stores a schema under an id. A client that registers this text gets this id. */
    public void put(int id, Schema schema) {
        schemas.put(id, JSON.createObjectNode().put("schema", schema.toString()));
    }

    /** Stores version 1 of a subject, with references to version 1 of other subjects. */
    public void put(int id, String subject, String schema, String... references) {
        ObjectNode stored = JSON.createObjectNode().put("schema", schema);
        for (String reference : references) {
            stored.withArray("references")
                    .addObject()
                    .put("name", reference)
                    .put("subject", reference)
                    .put("version", 1);
        }
        schemas.put(id, stored);
        versions.put(subject, id);
    }

    /** Loses all schemas. */
    public void clear() {
        schemas.clear();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String request = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            if (!lie.answer(path, request, exchange)) {
                answer(path, request, exchange);
            }
        }
    }

    private void answer(String path, String request, HttpExchange exchange) throws IOException {
        if (path.startsWith("/schemas/ids/")) {
            sendStored(exchange, Integer.parseInt(path.substring(path.lastIndexOf('/') + 1)));
        } else if (exchange.getRequestMethod().equals("GET")) {
            sendStored(exchange, versions.getOrDefault(path.split("/")[2], 0));
        } else {
            int id = id(JSON.readTree(request).path("schema").asText(), path.endsWith("/versions"));
            send(exchange, id == 0 ? 404 : 200, id == 0 ? notFound() : "{\"id\":" + id + "}");
        }
    }

    private void sendStored(HttpExchange exchange, int id) throws IOException {
        JsonNode stored = schemas.get(id);
        send(exchange, stored == null ? 404 : 200, stored == null ? notFound() : stored.toString());
    }

    private static String notFound() {
        return "{\"error_code\":40403,\"message\":\"not found\"}";
    }

    /** Returns the id of a schema; 0 if it is not registered. */
    private synchronized int id(String text, boolean register) {
        for (Map.Entry<Integer, ObjectNode> stored : schemas.entrySet()) {
            if (stored.getValue().path("schema").asText().equals(text)) {
                return stored.getKey();
            }
        }
        if (!register) {
            return 0;
        }
        int id = schemas.isEmpty() ? 1 : schemas.lastKey() + 1;
        schemas.put(id, JSON.createObjectNode().put("schema", text));
        return id;
    }

    /** Sends an answer. */
    public static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
