package dev.sluice.ingress.batch;

import static dev.sluice.testing.SluiceApi.batch;
import static dev.sluice.testing.SluiceApi.event;
import static dev.sluice.testing.SluiceApi.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.sluice.example.orders.Orders;
import dev.sluice.testing.DevServers;
import dev.sluice.testing.EventLog;
import dev.sluice.testing.EventLog.Entry;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Batches whose events are published individually. */
@QuarkusTest
class BatchTest {

    private final SluiceApi sluice = new SluiceApi();

    DevServicesContext devServices;

    private static String paid(String order, String customer) {
        return event("order.paid", Orders.paid(order, customer));
    }

    @Test
    void returnsOneResultPerEventInOrder() {
        // Given
        String customer = "batch-" + UUID.randomUUID();
        String id = UUID.randomUUID().toString();
        String large =
                Orders.order("o-1", customer).withTotal("1234567890123456.78").paid();

        // When
        ValidatableResponse response = sluice.publishBatch(batch(
                event("order.created", Orders.created("o-1", customer)),
                event("order.paid", "{\"orderId\":1}"),
                event("order.lost", "{}"),
                event("order.confirmed", "{}"),
                "{\"data\":" + large + ",\"id\":\"" + id + "\",\"type\":\"order.paid\"}",
                "{\"type\":\"order.paid\",\"more\":[1],\"id\":\"x\"}",
                "7"));

        // Then
        response.statusCode(207)
                .body("results.status", contains(201, 422, 404, 403, 201, 422, 422))
                .body("results[0].receipt.type", equalTo("order.created"))
                .body("results[1].problem.errors.pointer", contains("/orderId", "/customerId", "/amount", "/timestamp"))
                .body("results[2].problem.type", equalTo("urn:sluice:problem:unknown-event-type"))
                .body("results[4].receipt.id", equalTo(id))
                .body("results[5].problem.errors.pointer", contains("/more", "/id", "/data"));
        EventLog log = new DevServers(devServices).log();
        List<Entry> written = log.await(
                "orders", 2, entry -> customer.equals(entry.key()) && !"order.confirmed".equals(entry.type()));
        assertThat(written).extracting(Entry::type).containsExactly("order.created", "order.paid");
        assertThat(log.decode(written.get(1)).get("amount")).isEqualTo(new BigDecimal("1234567890123456.78"));
        assertThat(written.get(1).headers()).containsEntry("event-id", id);
    }

    @Test
    void keepsOrderOfEventsWithTheSameKey() {
        // Given
        String customer = "batch-" + UUID.randomUUID();
        String batch = IntStream.range(0, 1_000)
                .mapToObj(i -> paid("o-" + i, customer))
                .collect(Collectors.joining(",", "[", "]"));

        // When
        sluice.publishBatch(batch)
                .statusCode(207)
                .body("results", hasSize(1_000))
                .body("results.findAll { it.status != 201 }", hasSize(0));

        // Then
        EventLog log = new DevServers(devServices).log();
        assertThat(log.await("orders", 1_000, entry -> customer.equals(entry.key())))
                .extracting(entry -> log.decode(entry).get("orderId").toString())
                .containsExactlyElementsOf(
                        IntStream.range(0, 1_000).mapToObj(i -> "o-" + i).toList());
    }

    @Test
    void refusesInvalidBatchAsAWhole() {
        String customer = "batch-" + UUID.randomUUID();
        String valid = paid("o", customer);

        sluice.publishBatch("{}").spec(problem(400, "urn:sluice:problem:malformed-json"));
        sluice.publishBatch("[" + valid + ",{\"type\":").statusCode(400);
        sluice.publishBatch("[" + valid + "] []").statusCode(400);
        sluice.publishBatch("[" + "0,".repeat(1_000) + valid + "]").statusCode(413);
        sluice.publishBatch("[]").statusCode(207).body("results", hasSize(0));
        assertThat(new DevServers(devServices).log().all("orders", entry -> customer.equals(entry.key())))
                .isEmpty();
    }
}
