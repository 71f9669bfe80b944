package dev.sluice.example.orders.bench;

import dev.sluice.testing.DevServers;
import dev.sluice.testing.ManagementPort;
import dev.sluice.testing.NewTopics;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The throughput of the packaged service's processing, with five resulting events for each order, one of which is
 * processed again, compared with a bare loop of the same run; and the latency from an order to a resulting event. The measurements are repeated in turn, and
 * the median counts.
 */
@QuarkusIntegrationTest
@TestProfile(PipelineBenchmark.ProcessingAlone.class)
@WithTestResource(ManagementPort.class)
class PipelineBenchmark {

    private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);
    private static final int ORDERS = Integer.getInteger("bench.orders", 300_000);
    private static final int PER_TRANSACTION = Integer.getInteger("bench.per-transaction", 500);
    private static final List<String> OUTPUTS = List.of("bench-1", "bench-2", "bench-3");
    private static final int PARTITIONS = 6;

    DevServicesContext devServices;
    ManagementPort management;

    private final ServiceProcess process = new ServiceProcess();

    /** A service in which only processing reads the orders. */
    public static final class ProcessingAlone implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "sluice.roles",
                    "ingress,processing",
                    "sluice.processing.max-batch",
                    Integer.toString(PER_TRANSACTION));
        }
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void measure() throws Exception {
        DevServers servers = new DevServers(devServices);
        OrderRecords orders = new OrderRecords(servers.kafka(), servers.registry());
        pipeline(orders, ORDERS, 0);
        List<Double> clean = new ArrayList<>();
        List<Double> poisoned = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        List<Double> cpu = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            Duration before = process.cpu();
            clean.add(pipeline(orders, ORDERS, 0));
            cpu.add(process.cpu().minus(before).toNanos() / 1000.0 / ORDERS);
            bare.add(bare(orders, servers.kafka()));
            poisoned.add(pipeline(orders, ORDERS, 100));
        }
        Histogram micros = new ConfirmationLatency(servers.kafka()).measure(orders, 20_000, 2_000);
        report(median(clean), median(poisoned), median(bare), median(cpu), micros);
    }

    /** Returns orders per second, from when all are in the log until they and their resulting events are processed. */
    private double pipeline(OrderRecords orders, int count, int poisonedOneIn)
            throws IOException, InterruptedException {
        double before = processed();
        // Two records are processed for an order: itself and its confirmation on the same topic. A poisoned one has
        // none.
        double all = before + 2.0 * count - (poisonedOneIn == 0 ? 0 : (count + poisonedOneIn - 1) / poisonedOneIn);
        orders.writeAll("orders", 0, count, poisonedOneIn);
        double first = processed();
        long start = System.nanoTime();
        double now = first;
        while (now < all) {
            Thread.sleep(250);
            now = processed();
        }
        double share = (all - first) / (all - before);
        return count * share / ((System.nanoTime() - start) / 1e9);
    }

    private double processed() throws IOException, InterruptedException {
        return new ServiceCounter(management.url("metrics"), "sluice_events_processed_total").value();
    }

    private static double bare(OrderRecords orders, String kafka) throws Exception {
        String input = "bench-" + UUID.randomUUID();
        Map<String, NewTopic> topics = new HashMap<>();
        OUTPUTS.forEach(name -> topics.put(name, new NewTopic(name, PARTITIONS, (short) 1)));
        topics.put(input, new NewTopic(input, PARTITIONS, (short) 1));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            topics.keySet().removeAll(admin.listTopics().names().get());
            NewTopics.create(admin, topics.values());
            orders.writeAll(input, 0, ORDERS, 0);
            double rate = new BareLoop(kafka, PER_TRANSACTION).run(input, OUTPUTS, ORDERS);
            admin.deleteTopics(List.of(input)).all().get();
            return rate;
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private static void report(double clean, double poisoned, double bare, double cpu, Histogram micros)
            throws IOException {
        String text = String.format(
                Locale.ROOT,
                """
                | %d orders per transaction | |
                |---|--:|
                | processing, orders/s | %,.0f |
                | processing, one record in a hundred poisoned | %,.0f |
                | bare loop | %,.0f |
                | processing / bare loop (at least 0.7) | %.2f |
                | poisoned / clean (at least 0.9) | %.2f |
                | CPU of the service, each order | %.1f µs |
                | from an order to its e-mail request, 2000 orders/s, p50 | %.1f ms |
                | p99 | %.1f ms |
                """,
                PER_TRANSACTION,
                clean,
                poisoned,
                bare,
                clean / bare,
                poisoned / clean,
                cpu,
                micros.getValueAtPercentile(50) / 1000.0,
                micros.getValueAtPercentile(99) / 1000.0);
        Files.writeString(Path.of("target", "benchmark-pipeline.md"), text);
        System.out.println(text);
    }
}
