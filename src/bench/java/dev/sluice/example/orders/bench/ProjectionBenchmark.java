package dev.sluice.example.orders.bench;

import dev.sluice.testing.DevServers;
import dev.sluice.testing.ManagementPort;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The throughput of the packaged service's projection from Kafka into PostgreSQL, with a row in both tables for each
 * order, compared with {@code COPY} of the same rows on the same server; and the latency of queries as the tables grow.
 */
@QuarkusIntegrationTest
@TestProfile(ProjectionBenchmark.ProjectionAlone.class)
@WithTestResource(ManagementPort.class)
class ProjectionBenchmark {

    private static final int EVENTS = Integer.getInteger("bench.events", 1_000_000);
    private static final int WINDOW = EVENTS / 10;

    private static final Map<String, IntFunction<String>> QUERIES = new LinkedHashMap<>();

    static {
        QUERIES.put("one order with its history", i -> "/orders/ord-" + i);
        QUERIES.put("50 of a customer", i -> "/orders?customerId=customer-" + i % 1000);
        QUERIES.put("50 of a status", i -> "/orders?status=created");
        QUERIES.put("50 of a customer and status", i -> "/orders?status=created&customerId=customer-" + i % 1000);
        QUERIES.put("50 before a time", i -> "/orders?to=" + OrderRecords.time(i + 1));
    }

    DevServicesContext devServices;
    ManagementPort management;

    @TestHTTPResource
    URI server;

    private final ServiceProcess process = new ServiceProcess();
    private final StringBuilder text = new StringBuilder();
    private ServiceCounter projected;
    private OrderRecords orders;

    /** A service in which only the projection reads the orders. */
    public static final class ProjectionAlone implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("sluice.roles", "ingress,projection,query", "sluice.http.max-client-queries", "");
        }
    }

    /** The number of projected events at a time. */
    private record Moment(long nanos, double events) {}

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void measure() throws Exception {
        DevServers servers = new DevServers(devServices);
        projected = new ServiceCounter(management.url("metrics"), "sluice_projection_rows_total{table=\"event\"");
        orders = new OrderRecords(servers.kafka(), servers.registry());
        CopyOfEvents copy = new CopyOfEvents(servers);
        project(0, EVENTS / 5);
        Map<Integer, Map<String, Histogram>> latencies = new LinkedHashMap<>();
        truncate();
        project(0, EVENTS / 100);
        latencies.put(EVENTS / 100, latencies(EVENTS / 100));
        project(EVENTS / 100, EVENTS / 10);
        latencies.put(EVENTS / 10, latencies(EVENTS / 10));
        truncate();
        Duration before = process.cpu();
        List<Moment> moments = project(0, EVENTS);
        double cpu = process.cpu().minus(before).toNanos() / 1000.0 / EVENTS;
        copy.export();
        List<Double> copies = List.of(copy.run(), copy.run(), copy.run());
        latencies.put(EVENTS, latencies(EVENTS));
        report(moments, cpu, copies, latencies);
    }

    /** Empties the tables, but keeps their positions. */
    private void truncate() throws SQLException {
        try (Connection connection = new DevServers(devServices).database();
                Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE event, orders");
        }
    }

    private List<Moment> project(int first, int end) throws IOException, InterruptedException {
        double before = projected.value();
        orders.writeAll("orders", first, end, 0);
        List<Moment> moments = new ArrayList<>();
        double events;
        do {
            Thread.sleep(100);
            events = projected.value() - before;
            moments.add(new Moment(System.nanoTime(), events));
        } while (events < end - first);
        return moments;
    }

    private Map<String, Histogram> latencies(int count) throws IOException, InterruptedException {
        QueryLatency latency = new QueryLatency(server);
        Map<String, Histogram> measured = new LinkedHashMap<>();
        for (var query : QUERIES.entrySet()) {
            measured.put(query.getKey(), latency.measure(count, query.getValue()));
        }
        return measured;
    }

    /** Returns events per second between two numbers of projected events. */
    private static double rate(List<Moment> moments, double from, double to) {
        Moment start = first(moments, from);
        Moment end = first(moments, to);
        return (end.events() - start.events()) / ((end.nanos() - start.nanos()) / 1e9);
    }

    private static Moment first(List<Moment> moments, double events) {
        return moments.stream()
                .filter(moment -> moment.events() >= events)
                .findFirst()
                .orElseThrow();
    }

    private void report(
            List<Moment> moments, double cpu, List<Double> copies, Map<Integer, Map<String, Histogram>> latencies)
            throws IOException, SQLException {
        double rate = rate(moments, 0, EVENTS);
        double copy = copies.stream().sorted().skip(1).findFirst().orElseThrow();
        // At first, the producer still uses a part of the machine.
        int early = (int) first(moments, EVENTS / 100.0).events();
        line("| %,d events | |%n|---|--:|", EVENTS);
        line("| projection, both tables | %,.0f events/s |", rate);
        line("| `COPY` of the events | %,.0f rows/s |", copy);
        line("| projection / `COPY` (at least 0.2) | %.2f |", rate / copy);
        line("| after the first %,d | %,.0f events/s |", early, rate(moments, early, early + WINDOW));
        line("| the last %,d | %,.0f events/s |", WINDOW, rate(moments, EVENTS - WINDOW, EVENTS));
        line("| CPU of the service, each | %.1f µs |", cpu);
        line("| on disk, each, with indexes | %,d and %,d bytes |", size("event"), size("orders"));
        line(
                "%n| p50, p99 in ms | %s |",
                String.join(
                        " | ", latencies.keySet().stream().map("%,d"::formatted).toList()));
        line("|---|--:|--:|--:|");
        for (String query : QUERIES.keySet()) {
            line(
                    "| %s | %s |",
                    query,
                    String.join(
                            " | ",
                            latencies.values().stream()
                                    .map(measured -> millis(measured.get(query)))
                                    .toList()));
        }
        for (int window = 0; window + WINDOW <= EVENTS; window += WINDOW) {
            System.out.printf("From %,d: %,.0f events/s%n", window, rate(moments, window, window + WINDOW));
        }
        Files.writeString(Path.of("target", "benchmark-projection.md"), text);
        System.out.println(text);
    }

    private static String millis(Histogram micros) {
        return String.format(
                Locale.ROOT,
                "%.1f, %.1f",
                micros.getValueAtPercentile(50) / 1000.0,
                micros.getValueAtPercentile(99) / 1000.0);
    }

    private long size(String table) throws SQLException {
        try (Connection connection = new DevServers(devServices).database();
                Statement statement = connection.createStatement();
                ResultSet size = statement.executeQuery("SELECT pg_total_relation_size('%s')".formatted(table))) {
            size.next();
            return size.getLong(1) / EVENTS;
        }
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
