package dev.sluice.example.orders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.AsyncPublisher;
import dev.sluice.testing.DevServers;
import dev.sluice.testing.EventLog;
import dev.sluice.testing.EventLog.Entry;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A thousand orders, hundreds at a time: each is confirmed once, and in order per customer. */
@QuarkusTest
class ManyOrdersTest {

    private static final int ORDERS = 1_000;
    private static final int CUSTOMERS = 20;
    private static final int CONCURRENT = 256;

    DevServicesContext devServices;

    @TestHTTPResource
    URI server;

    @Test
    void confirmsEachOrderOnceAndInOrder() {
        // Given
        EventLog log = new DevServers(devServices).log();
        String run = UUID.randomUUID().toString();

        // When
        List<Integer> statuses = postAll(run);

        // Then
        assertThat(statuses).hasSize(ORDERS).containsOnly(201);
        List<Entry> confirmed = log.await("orders", ORDERS, entry -> isOf(run, "order.confirmed", entry));
        List<Entry> orders = log.all("orders", entry -> entry.key().startsWith(run));
        assertThat(orders)
                .filteredOn(entry -> entry.type().equals("order.confirmed"))
                .hasSize(ORDERS);
        assertThat(orderIds(log, confirmed)).doesNotHaveDuplicates();
        assertThat(byCustomer(log, orders, "order.confirmed")).isEqualTo(byCustomer(log, orders, "order.created"));
        assertThat(log.await("notifications", ORDERS, entry -> entry.key().startsWith(run)))
                .hasSize(ORDERS);
    }

    private List<Integer> postAll(String run) {
        AsyncPublisher publisher = new AsyncPublisher();
        Semaphore permits = new Semaphore(CONCURRENT);
        List<CompletableFuture<Integer>> statuses = new ArrayList<>();
        IntStream.range(0, ORDERS).forEach(i -> {
            permits.acquireUninterruptibly();
            String order = Orders.created(run + "-" + i, run + "-" + i % CUSTOMERS);
            statuses.add(publisher
                    .publish(server, "order.created", order)
                    .whenComplete((response, failure) -> permits.release())
                    .thenApply(response -> response.statusCode()));
        });
        return statuses.stream().map(CompletableFuture::join).toList();
    }

    private static boolean isOf(String run, String type, Entry entry) {
        return entry.key().startsWith(run) && type.equals(entry.type());
    }

    private static Map<String, List<String>> byCustomer(EventLog log, List<Entry> entries, String type) {
        return entries.stream()
                .filter(entry -> type.equals(entry.type()))
                .collect(Collectors.groupingBy(
                        Entry::key, HashMap::new, Collectors.mapping(orderId(log), Collectors.toList())));
    }

    private static List<String> orderIds(EventLog log, List<Entry> entries) {
        return entries.stream().map(orderId(log)).toList();
    }

    private static Function<Entry, String> orderId(EventLog log) {
        return entry -> log.decode(entry).get("orderId").toString();
    }
}
