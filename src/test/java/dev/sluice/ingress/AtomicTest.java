package dev.sluice.ingress;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;

import dev.sluice.testing.DevServers;
import dev.sluice.testing.EventLog;
import dev.sluice.testing.EventLog.Entry;
import dev.sluice.testing.Orders;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All of a batch, or none. */
@QuarkusTest
class AtomicTest {

    DevServicesContext devServices;
    EventLog log;
    String customer;

    @BeforeEach
    void newCustomer() {
        log = new DevServers(devServices).log();
        customer = "atomic-" + UUID.randomUUID();
    }

    private static ValidatableResponse post(String batch) {
        return given().contentType("application/json")
                .body(batch)
                .post("/events?atomic=true")
                .then();
    }

    private String created(String order) {
        return "{\"type\":\"order.created\",\"data\":" + Orders.created(order, customer) + "}";
    }

    private String cancelled(String order, String note) {
        return "{\"type\":\"order.cancelled\",\"data\":{\"orderId\":\"" + order + "\",\"customerId\":\"" + customer
                + "\",\"items\":[],\"reason\":\"" + note + "\",\"timestamp\":0}}";
    }

    private List<Entry> published() {
        return log.all("orders", entry -> customer.equals(entry.key()) && !"order.confirmed".equals(entry.type()));
    }

    @Test
    void allEventsAreWrittenInOrder() {
        // When
        ValidatableResponse response = post("[" + created("o-1") + "," + cancelled("o-1", "x") + "]");

        // Then
        response.statusCode(201)
                .body("results.status", everyItem(equalTo(201)))
                .body("results.receipt.type", contains("order.created", "order.cancelled"));
        assertThat(published()).extracting(Entry::type).containsExactly("order.created", "order.cancelled");
    }

    @Test
    void oneThatIsRefusedKeepsAllFromBeingWrittenAndAllFaultsAreNamed() {
        // When
        ValidatableResponse response = post(
                "[" + created("o-1") + ",{\"type\":\"order.lost\",\"data\":{}},"
                        + "{\"type\":\"order.paid\",\"data\":{\"orderId\":1,\"customerId\":\"c\",\"amount\":1,\"timestamp\":0}},{\"id\":1}]");

        // Then
        response.statusCode(422)
                .body("type", equalTo("urn:sluice:problem:invalid-event"))
                .body("retryable", equalTo(false))
                .body("errors.pointer", contains("/1/type", "/2/data/orderId", "/3/id", "/3/type", "/3/data"));
        assertThat(published()).isEmpty();
    }

    @Test
    void whatAllRefusedEventsHaveInCommonIsTheProblem() {
        // When
        ValidatableResponse response = post("[" + created("o-1") + ",{\"type\":\"order.confirmed\",\"data\":{}}]");

        // Then
        response.statusCode(403).body("type", equalTo("urn:sluice:problem:reserved-event-type"));
        assertThat(published()).isEmpty();
    }

    @Test
    void anEventThatKafkaRefusesKeepsItsOwnBatchAloneFromBeingWritten() {
        // Given
        String tooLarge = "x".repeat(1_100_000);

        // When
        var refused = CompletableFuture.supplyAsync(
                () -> post("[" + created("o-1") + "," + cancelled("o-1", tooLarge) + "]"));
        List<CompletableFuture<ValidatableResponse>> others = IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> post("[" + created("other-" + i) + "]")))
                .toList();

        // Then
        refused.join().statusCode(413).body("type", equalTo("urn:sluice:problem:event-too-large"));
        others.forEach(other -> other.join().statusCode(201).body("results", hasSize(1)));
        assertThat(published()).hasSize(20);
    }

    @Test
    void anEmptyBatchIsWritten() {
        post("[]").statusCode(201).body("results", empty());
    }
}
