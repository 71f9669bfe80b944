package dev.sluice.example.orders.bench;

import static dev.sluice.testing.SluiceApi.event;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.example.orders.Orders;
import dev.sluice.testing.DevServers;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The throughput and cost of each way to publish on the packaged service, compared with two upper limits of the same
 * run: an empty endpoint and a bare producer. Service, broker and load share one machine. The measurements are repeated
 * in turn, and the median counts.
 */
@QuarkusIntegrationTest
@TestProfile(IngressBenchmark.IngressAlone.class)
class IngressBenchmark {

    private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);
    private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("bench.warm-up", 5));
    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("bench.seconds", 8));
    /** The names of the measurements to make; all if empty. */
    private static final List<String> ONLY = Pattern.compile(",")
            .splitAsStream(System.getProperty("bench.only", ""))
            .filter(Predicate.not(String::isEmpty))
            .toList();

    private static final int BATCH = 100;
    /** Enough to keep the event loops of a small machine busy: a stream is read on one event loop. */
    private static final int STREAMS = 4;

    @TestHTTPResource
    URI service;

    DevServicesContext devServices;
    private final ServiceProcess process = new ServiceProcess();

    /** A service without consumers of the published events. */
    public static final class IngressAlone implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            // All load comes from one address.
            return Map.of("sluice.roles", "ingress", "sluice.ingress.max-client-rate", "");
        }
    }

    private static String paid(int i) {
        return Orders.paid("ord-" + i % 100_000, "customer-" + i % 1000);
    }

    private static byte[] batch(int n) {
        return IntStream.range(0, BATCH)
                .mapToObj(i -> event("order.paid", paid(n * BATCH + i)))
                .collect(Collectors.joining(",", "[", "]"))
                .getBytes(UTF_8);
    }

    private static byte[] lines() {
        return IntStream.range(0, 1000)
                .mapToObj(i -> event("order.paid", paid(i)) + "\n")
                .collect(Collectors.joining())
                .getBytes(UTF_8);
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void measure() throws IOException, InterruptedException {
        IntFunction<byte[]> single = i -> paid(i).getBytes(UTF_8);
        byte[][] batches =
                IntStream.range(0, 100).mapToObj(IngressBenchmark::batch).toArray(byte[][]::new);
        IntFunction<byte[]> batch = i -> batches[i % batches.length];
        Map<String, Measurement> measurements = new LinkedHashMap<>();
        measurements.put("single 64", http("events/order.paid", 64, 201, 1, single));
        measurements.put("empty 64", http("bench/empty/single", 64, 200, 1, single));
        measurements.put("single 256", http("events/order.paid", 256, 201, 1, single));
        measurements.put("empty 256", http("bench/empty/single", 256, 200, 1, single));
        measurements.put("batch", http("events", 64, 207, BATCH, batch));
        measurements.put("empty batch", http("bench/empty/batch", 64, 200, BATCH, batch));
        measurements.put("atomic batch", http("events?atomic=true", 64, 201, BATCH, batch));
        measurements.put("stream", this::stream);
        measurements.put("producer", this::producer);
        if (!ONLY.isEmpty()) {
            measurements.keySet().retainAll(ONLY);
        }
        for (Measurement measurement : measurements.values()) {
            measurement.run(WARM_UP);
        }
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (Map.Entry<String, Measurement> each : measurements.entrySet()) {
                samples.computeIfAbsent(each.getKey(), name -> new ArrayList<>())
                        .add(each.getValue().run(LENGTH));
            }
        }
        new Report(medians(samples)).write();
    }

    /** A measurement that can be repeated. */
    private interface Measurement {
        Sample run(Duration length) throws IOException, InterruptedException;
    }

    private static Map<String, Sample> medians(Map<String, List<Sample>> samples) {
        Map<String, Sample> medians = new LinkedHashMap<>();
        samples.forEach((name, each) -> {
            each.sort(Comparator.comparingDouble(Sample::eventsPerSecond));
            medians.put(name, each.get(each.size() / 2));
        });
        return medians;
    }

    private Measurement http(String path, int connections, int status, int events, IntFunction<byte[]> bodies) {
        HttpLoad load = new HttpLoad(service.resolve(path), connections, status, bodies);
        return length -> {
            Duration before = process.cpu();
            HttpLoad.Result result = load.run(length);
            double count = (double) result.responses() * events;
            return new Sample(
                    count / result.seconds(),
                    result.micros().getValueAtPercentile(50),
                    result.micros().getValueAtPercentile(99),
                    cpuMicrosSince(before) / count);
        };
    }

    private Sample stream(Duration length) throws InterruptedException {
        Duration before = process.cpu();
        ExecutorService clients = Executors.newFixedThreadPool(STREAMS);
        List<Callable<StreamLoad.Result>> loads =
                Collections.nCopies(STREAMS, () -> new StreamLoad(service.resolve("events"), lines()).run(length));
        List<StreamLoad.Result> results =
                clients.invokeAll(loads).stream().map(IngressBenchmark::result).toList();
        clients.shutdown();
        long events = results.stream().mapToLong(StreamLoad.Result::events).sum();
        double perSecond = results.stream()
                .mapToDouble(result -> result.events() / result.seconds())
                .sum();
        return new Sample(perSecond, 0, 0, cpuMicrosSince(before) / events);
    }

    private static StreamLoad.Result result(Future<StreamLoad.Result> load) {
        try {
            return load.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private Sample producer(Duration length) {
        return new Sample(new ProducerLoad(new DevServers(devServices).kafka()).run(length), 0, 0, 0);
    }

    private double cpuMicrosSince(Duration before) {
        return process.cpu().minus(before).toNanos() / 1000.0;
    }
}
