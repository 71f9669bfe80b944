package dev.sluice.processing.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.sluice.testing.KeyStores;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An endpoint of HTTP handlers. The field {@code note} of an event says how it answers. */
public final class VisitDesk implements QuarkusTestResourceLifecycleManager {

    static final String TOKEN = "hush-token";
    static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static final Pattern NOTE = Pattern.compile("\"note\":\"([^\"]*)\"");
    private static final Pattern KEY = Pattern.compile("\"(?:visitorId|key)\":\"([^\"]*)\"");

    final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> attempts = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private HttpServer server;
    private HttpsServer secure;

    /** An application with handlers, and few attempts. */
    public static final class Profile implements QuarkusTestProfile {

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(VisitDesk.class));
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "sluice.instance", "visit-desk",
                    "sluice.processing.max-attempts", "3",
                    "sluice.processing.backoff", "10ms",
                    "sluice.processing.max-backoff", "1s",
                    "sluice.processing.consumer.\"fetch.max.wait.ms\"", "20");
        }
    }

    /** A request as the endpoint has received it. */
    record Request(String path, String key, String note, Map<String, String> headers, String body) {}

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            secure = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Path keyStore = KeyStores.forLocalhost();
        secure.setHttpsConfigurator(new HttpsConfigurator(KeyStores.context(keyStore)));
        for (HttpServer each : List.of(server, secure)) {
            each.setExecutor(executor);
            each.createContext("/", this::handle);
            each.start();
        }
        String url = "http://localhost:" + server.getAddress().getPort();
        Map<String, String> config = new HashMap<>();
        config.put("sluice.handlers.visits.url", url + "/visits");
        config.put("sluice.handlers.visits.types", "visit.recorded");
        config.put("sluice.handlers.visits.bearer-token", TOKEN);
        config.put("sluice.handlers.visits.secret", SECRET);
        config.put("sluice.handlers.calls.url", url + "/calls");
        config.put("sluice.handlers.calls.types", "test.call");
        config.put(
                "sluice.handlers.secure.url",
                "https://localhost:" + secure.getAddress().getPort() + "/secure");
        config.put("sluice.handlers.secure.types", "test.ring");
        config.put("sluice.handlers.secure.tls-configuration-name", "desk");
        config.put(
                "quarkus.tls.desk.trust-store.pem.certs",
                KeyStores.certificate(keyStore).toString());
        config.put("sluice.handlers.hasty.url", url + "/silent");
        config.put("sluice.handlers.hasty.types", "test.hangup");
        config.put("sluice.handlers.hasty.timeout", "300ms");
        config.put("sluice.handlers.silent.url", url + "/silent");
        config.put("sluice.handlers.silent.types", "parcel.cancelled");
        config.put("sluice.handlers.silent.timeout", "10m");
        return config;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(), values.get(0)));
        Request request =
                new Request(exchange.getRequestURI().toString(), find(KEY, body), find(NOTE, body), headers, body);
        requests.add(request);
        mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
        try {
            answer(exchange, request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.decrementAndGet();
        }
    }

    private static String find(Pattern pattern, String body) {
        Matcher matcher = pattern.matcher(body);
        return matcher.find() ? matcher.group(1) : "";
    }

    private void answer(HttpExchange exchange, Request request) throws IOException, InterruptedException {
        if (request.path().equals("/silent")) {
            return;
        }
        if (request.path().equals("/secure")) {
            respond(exchange, 204, "", "");
            return;
        }
        int attempt = attempts.merge(request.headers().get("ce-id"), 1, Integer::sum);
        String reply = reply(request.key(), "first");
        switch (request.note()) {
            case "none" -> respond(exchange, 204, "", "");
            case "reject" ->
                respond(
                        exchange,
                        422,
                        "application/problem+json",
                        "{\"title\":\"No\",\"detail\":\"the place\\nis closed\"}");
            case "busy" -> {
                exchange.getResponseHeaders().add("Retry-After", "1");
                if (attempt == 1) {
                    respond(exchange, 503, "", "");
                } else {
                    respond(exchange, 200, "application/json", "[" + event(reply) + "]");
                }
            }
            case "fail" -> respond(exchange, 500, "", "");
            case "crash" -> exchange.close();
            case "fail twice" ->
                respond(exchange, attempt <= 2 ? 500 : 200, "application/json", "[" + event(reply) + "]");
            case "faulty" ->
                respond(
                        exchange,
                        200,
                        "application/json",
                        "[" + event(reply) + ",{\"type\":\"test.reply\",\"data\":{\"key\":1,\"text\":\"\"}}]");
            case "redirect" -> {
                exchange.getResponseHeaders().add("Location", "/visits?attempt=" + attempt);
                respond(exchange, attempt == 1 ? 307 : 204, "", "");
            }
            case "cloud event" -> respond(exchange, 200, "application/cloudevents+json", cloudEvent(request, reply));
            case "cloud events" ->
                respond(
                        exchange,
                        200,
                        "application/cloudevents-batch+json; charset=utf-8",
                        "[" + cloudEvent(request, reply) + "," + cloudEvent(request, reply(request.key(), "second"))
                                + "]");
            case "binary" -> {
                exchange.getResponseHeaders().add("ce-specversion", "1.0");
                exchange.getResponseHeaders().add("ce-type", "test.reply");
                exchange.getResponseHeaders().add("ce-id", "1");
                exchange.getResponseHeaders().add("ce-source", "/desk");
                exchange.getResponseHeaders().add("ce-partitionkey", request.key());
                respond(exchange, 200, "application/json", reply);
            }
            case "slow" -> {
                Thread.sleep(30);
                respond(exchange, 200, "application/json", "[" + event(reply(request.key(), request.body())) + "]");
            }
            default ->
                respond(
                        exchange,
                        200,
                        "application/json",
                        "[" + event(reply) + "," + event(reply(request.key(), "second")) + "]");
        }
    }

    private static String reply(String key, String text) {
        return "{\"key\":\"%s\",\"method\":\"desk\",\"text\":\"%s\"}".formatted(key, text.replace("\"", "'"));
    }

    private static String event(String data) {
        return "{\"type\":\"test.reply\",\"data\":" + data + "}";
    }

    private static String cloudEvent(Request request, String data) {
        return """
                {"specversion":"1.0","id":"1","source":"/desk","data":%s,"type":"test.reply","causationid":"%s"}""".formatted(data, request.headers().get("ce-id"));
    }

    private static void respond(HttpExchange exchange, int status, String mediaType, String body) throws IOException {
        if (!mediaType.isEmpty()) {
            exchange.getResponseHeaders().add("Content-Type", mediaType);
        }
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    /** Returns the requests with a key, in the order of their arrival. */
    List<Request> requests(String key) {
        return requests.stream().filter(request -> request.key().equals(key)).toList();
    }

    /** Returns the largest number of requests that were open simultaneously. */
    int mostOpen() {
        return mostOpen.get();
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(VisitDesk.class));
    }

    @Override
    public void stop() {
        server.stop(0);
        secure.stop(0);
        executor.shutdownNow();
    }
}
