package dev.sluice.example.orders.bench;

import static dev.sluice.testing.SluiceApi.batch;
import static dev.sluice.testing.SluiceApi.event;

import dev.sluice.testing.ManagementPort;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The throughput of the packaged service with an HTTP handler whose endpoint answers each event with three events, compared with a bare
 * client that posts the same bytes to the same endpoint in the same run. Both have as many calls in progress as there are keys. The
 * event types have no generated classes. The measurements are repeated in turn, and the median counts.
 */
@QuarkusIntegrationTest
@TestProfile(HttpHandlerBenchmark.WithHandler.class)
@WithTestResource(ManagementPort.class)
class HttpHandlerBenchmark {

    private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);
    private static final int EVENTS = Integer.getInteger("bench.events", 100_000);
    private static final int KEYS = Integer.getInteger("bench.keys", 32);
    private static final int PER_REQUEST = 1000;

    Endpoint endpoint;
    ManagementPort management;

    private final SluiceApi sluice = new SluiceApi();
    private final ServiceProcess process = new ServiceProcess();

    /** A service with the endpoint as its only handler. */
    public static final class WithHandler implements QuarkusTestProfile {
        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Endpoint.class));
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("sluice.roles", "ingress,processing");
        }
    }

    /** The endpoint, and the client that it is measured with. It is unavailable while events are published. */
    public static final class Endpoint implements QuarkusTestResourceLifecycleManager {

        private final Vertx vertx = Vertx.vertx();
        private int port;
        private volatile boolean isOpen;
        private volatile Buffer body = Buffer.buffer();
        private volatile MultiMap headers = MultiMap.caseInsensitiveMultiMap();

        @Override
        public Map<String, String> start() {
            port = vertx.createHttpServer()
                    .requestHandler(this::handle)
                    .listen(0)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join()
                    .actualPort();
            return Map.of(
                    "sluice.event-types.location",
                    eventTypes().toString(),
                    "sluice.handlers.bench.url",
                    "http://localhost:" + port + "/",
                    "sluice.handlers.bench.types",
                    "bench.begun",
                    "sluice.handlers.bench.max-concurrency",
                    Integer.toString(KEYS),
                    "sluice.processing.max-backoff",
                    "200ms");
        }

        private static Path eventTypes() {
            String schema = """
                    {"type":"record","name":"%s","namespace":"dev.sluice.bench","event":"%s","topic":"%s","key":"id","fields":[
                      {"name":"id","type":"string"},{"name":"number","type":"int"},
                      {"name":"text","type":"string"},{"name":"at","type":{"type":"long","logicalType":"timestamp-micros"}}]}""";
            try {
                Path folder = Files.createTempDirectory("sluice-bench");
                Files.writeString(
                        folder.resolve("begun.avsc"), schema.formatted("Begun", "bench.begun", "bench-begun"));
                Files.writeString(
                        folder.resolve("ended.avsc"), schema.formatted("Ended", "bench.ended", "bench-ended"));
                return folder;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void handle(HttpServerRequest request) {
            request.bodyHandler(content -> {
                if (!isOpen) {
                    request.response().setStatusCode(503).end();
                    return;
                }
                body = content;
                headers = request.headers();
                String item = "{\"type\":\"bench.ended\",\"data\":" + content + "}";
                request.response()
                        .putHeader("content-type", "application/json")
                        .end("[" + item + "," + item + "," + item + "]");
            });
        }

        @Override
        public void inject(TestInjector injector) {
            injector.injectIntoFields(this, new TestInjector.MatchesType(Endpoint.class));
        }

        @Override
        public void stop() {
            vertx.close();
        }

        /** Returns the requests per second of a client that posts the last event again and again. */
        double bare() throws InterruptedException {
            HttpClient client = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(KEYS));
            RequestOptions options = new RequestOptions()
                    .setMethod(HttpMethod.POST)
                    .setHost("localhost")
                    .setPort(port)
                    .setHeaders(headers);
            AtomicInteger left = new AtomicInteger(EVENTS);
            CountDownLatch done = new CountDownLatch(EVENTS);
            long start = System.nanoTime();
            for (int i = 0; i < KEYS; i++) {
                post(client, options, body, left, done);
            }
            done.await();
            double seconds = (System.nanoTime() - start) / 1e9;
            client.close();
            return EVENTS / seconds;
        }

        private void post(
                HttpClient client, RequestOptions options, Buffer content, AtomicInteger left, CountDownLatch done) {
            if (left.getAndDecrement() <= 0) {
                return;
            }
            client.request(options)
                    .compose(request -> request.send(content))
                    .compose(HttpClientResponse::body)
                    .onSuccess(answer -> {
                        done.countDown();
                        post(client, options, content, left, done);
                    });
        }
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void measure() throws Exception {
        handler();
        List<Double> handler = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        List<Double> cpu = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            Duration before = process.cpu();
            handler.add(handler());
            cpu.add(process.cpu().minus(before).toNanos() / 1000.0 / EVENTS);
            bare.add(endpoint.bare());
        }
        report(median(handler), median(bare), median(cpu));
    }

    /** Returns events per second, from when all are in the log and the endpoint opens until their results are committed. */
    private double handler() throws IOException, InterruptedException {
        endpoint.isOpen = false;
        for (int first = 0; first < EVENTS; first += PER_REQUEST) {
            String[] events = IntStream.range(first, first + PER_REQUEST)
                    .mapToObj(i -> event("bench.begun", """
                            {"id":"key-%d","number":%d,"text":"WIDGET","at":"2026-11-23T05:00:00Z"}""".formatted(i % KEYS, i)))
                    .toArray(String[]::new);
            sluice.publishBatch(batch(events)).statusCode(207);
        }
        double all = processed() + EVENTS;
        long start = System.nanoTime();
        endpoint.isOpen = true;
        while (processed() < all) {
            Thread.sleep(100);
        }
        return EVENTS / ((System.nanoTime() - start) / 1e9);
    }

    private double processed() throws IOException, InterruptedException {
        return new ServiceCounter(
                        management.url("metrics"),
                        "sluice_events_processed_total{outcome=\"handled\",type=\"bench.begun\"")
                .value();
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private static void report(double handler, double bare, double cpu) throws IOException {
        String text = String.format(Locale.ROOT, """
                | %d keys | |
                |---|--:|
                | HTTP handler, events/s, each with three results | %,.0f |
                | bare client, requests/s | %,.0f |
                | HTTP handler / bare client (at least 0.5) | %.2f |
                | CPU of the service, each event | %.1f µs |
                """, KEYS, handler, bare, handler / bare, cpu);
        Files.writeString(Path.of("target", "benchmark-http-handler.md"), text);
        System.out.println(text);
    }
}
