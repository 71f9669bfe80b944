package dev.sluice.example.orders.query;

import static dev.sluice.testing.SluiceApi.batch;
import static dev.sluice.testing.SluiceApi.event;
import static dev.sluice.testing.Waits.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import dev.sluice.example.orders.Orders;
import dev.sluice.testing.DevServers;
import dev.sluice.testing.EventLog;
import dev.sluice.testing.EventLog.Entry;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Duplicate events do not change an order, and an order that cannot be queried becomes a dead letter. */
@QuarkusTest
class OrderProjectorTest {

    private final SluiceApi sluice = new SluiceApi();

    DevServicesContext devServices;
    EventLog log;
    String customer;

    @BeforeEach
    void newCustomer() {
        log = new DevServers(devServices).log();
        customer = "projected-" + UUID.randomUUID();
    }

    private void publish(String... events) {
        sluice.publishBatch(batch(events))
                .statusCode(207)
                .body("results.findAll { it.status != 201 }.size()", equalTo(0));
    }

    private String created(String orderId) {
        return event("order.created", Orders.created(orderId, customer));
    }

    private String paid(String orderId) {
        return event("order.paid", Orders.paid(orderId, customer));
    }

    @Test
    void toleratesDuplicateEvents() {
        // Given
        publish(created("a"), paid("a"));
        List<Entry> published = log.all("orders", one -> customer.equals(one.key()));

        // When
        try (var producer = new DevServers(devServices).producer()) {
            for (Entry entry : published) {
                var again = new ProducerRecord<>("orders", customer.getBytes(UTF_8), entry.value());
                entry.headers().forEach((name, value) -> again.headers().add(name, value.getBytes(UTF_8)));
                producer.send(again);
            }
        }

        // Then
        await().untilAsserted(() -> sluice.get("/orders/a?customerId={customer}", customer)
                .statusCode(200)
                .body("history.findAll { it.type == 'order.paid' }.size()", equalTo(2))
                .body("anomalies", empty()));
    }

    private void copy(Entry entry, String key, Map<String, String> headers) {
        try (var producer = new DevServers(devServices).producer()) {
            var copy = new ProducerRecord<>("orders", key == null ? null : key.getBytes(UTF_8), entry.value());
            Map<String, String> all = new HashMap<>(entry.headers());
            all.putAll(headers);
            all.forEach((name, value) -> copy.headers().add(name, value.getBytes(UTF_8)));
            producer.send(copy);
        }
    }

    private Entry published(String type) {
        return log.all("orders", entry -> customer.equals(entry.key()) && type.equals(entry.type()))
                .get(0);
    }

    @Test
    void deadLettersTimeThatPostgresqlCannotHold() {
        // Given
        String early = Orders.order("a", customer).at("early").paid().replace("\"early\"", "-300000000000000000");

        // When
        publish(
                created("a"),
                event("order.paid", early),
                event("order.cancelled", Orders.cancelled("a", customer, "x")));

        // Then
        await().untilAsserted(() -> sluice.get("/orders/a?customerId={customer}", customer)
                .statusCode(200)
                .body("status", equalTo("cancelled"))
                .body("$", not(hasKey("paidAt")))
                .body("history.type", containsInAnyOrder("order.created", "order.confirmed", "order.cancelled")));
        assertThat(rejection("order.paid"))
                .isEqualTo(
                        "the event cannot be projected: paid_at is outside of PostgreSQL's range, 4713 BC to 294276 AD");
    }

    private String rejection(String type) {
        return log.await("orders.dlq", 1, entry -> customer.equals(entry.key()) && type.equals(entry.type()))
                .get(0)
                .headers()
                .get("dead-letter-reason");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-4714-01-01T00:00:00Z", "+294277-01-01T00:00:00Z", "+1000000000-12-31T23:59:59Z"})
    void deadLettersTimeOfProductionThatPostgresqlCannotHold(String producedAt) {
        // Given
        publish(created("a"));

        // When
        copy(published("order.created"), customer, Map.of("produced-at", producedAt));

        // Then
        assertThat(rejection("order.created"))
                .isEqualTo(
                        "the event cannot be projected: produced-at is outside of PostgreSQL's range, 4713 BC to 294276 AD");
        await().untilAsserted(() -> sluice.get("/orders/a?customerId={customer}", customer)
                .body("status", equalTo("confirmed"))
                .body("history.findAll { it.type == 'order.created' }.size()", equalTo(1)));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "another key")
    void showsEventsByTheirIdsWhateverTheirKey(String key) {
        // Given
        publish(created("a"), created("b"), paid("b"));

        // When
        copy(published("order.paid"), key, Map.of("event-id", UUID.randomUUID().toString()));

        // Then
        await().untilAsserted(() -> sluice.get("/orders/b?customerId={customer}", customer)
                .statusCode(200)
                .body("anomalies", hasItem("paid-twice"))
                .body("history.findAll { it.type == 'order.paid' }.size()", equalTo(2)));
        sluice.get("/orders/a?customerId={customer}", customer)
                .body("history.findAll { it.type == 'order.paid' }.size()", equalTo(0));
    }

    @Test
    void deadLettersOrderWhoseIdIsTooLongForAUrl() {
        // When
        publish(created("a".repeat(513)), created("a".repeat(512)));

        // Then
        await().untilAsserted(() -> sluice.get("/orders?customerId={customer}", customer)
                .statusCode(200)
                .body("orders.status", contains("confirmed")));
        Entry deadLetter = log.await("orders.dlq", 1, entry -> customer.equals(entry.key()))
                .get(0);
        assertThat(deadLetter.headers())
                .containsEntry("dead-letter-group", "sluice-projection")
                .containsEntry("dead-letter-reason", "the event cannot be projected: SQLSTATE 23514");
    }
}
