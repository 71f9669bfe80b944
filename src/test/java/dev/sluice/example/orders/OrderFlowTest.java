package dev.sluice.example.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.sluice.testing.DevServers;
import dev.sluice.testing.EventLog;
import dev.sluice.testing.EventLog.Entry;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events from REST to their resulting events, read by a client that shares no code with Sluice. */
@QuarkusTest
class OrderFlowTest {

    private final SluiceApi sluice = new SluiceApi();

    DevServicesContext devServices;
    EventLog log;
    String orderId;
    String customerId;

    @BeforeEach
    void newOrder() {
        log = new DevServers(devServices).log();
        orderId = "ord-" + UUID.randomUUID();
        customerId = "customer-" + UUID.randomUUID();
    }

    @Test
    void confirmsReservesAndAnnouncesCreatedOrder() {
        // Given
        String order = Orders.created(orderId, customerId);

        // When
        String id = publish("order.created", order);

        // Then
        Entry created = one("orders", "order.created");
        assertThat(created.headers()).containsEntry("event-id", id).containsKey("produced-at");
        assertThat(UUID.fromString(id).version()).isEqualTo(7);
        assertThat(created.key()).isEqualTo(customerId);
        assertThat(log.decode(created).get("total")).isEqualTo(new BigDecimal("89.97"));
        assertThat(log.decode(created).get("timestamp")).isEqualTo(Instant.parse("2026-11-23T05:00:00Z"));

        Entry confirmed = one("orders", "order.confirmed");
        assertThat(confirmed.key()).isEqualTo(customerId);
        assertThat(confirmed.partition()).isEqualTo(created.partition());

        Entry reserved = one("inventory", "stock.reserved");
        assertThat(reserved.key()).isEqualTo("WIDGET-A");
        assertThat(log.decode(reserved).get("quantity")).isEqualTo(3);

        Entry email = one("notifications", "email.order-confirmation");
        assertThat(email.key()).isEqualTo(customerId);
        GenericRecord item = (GenericRecord) ((List<?>) log.decode(email).get("items")).get(0);
        assertThat(item.get("price")).isEqualTo(new BigDecimal("29.99"));

        assertThat(List.of(confirmed, reserved, email))
                .extracting(entry ->
                        UUID.fromString(entry.headers().get("event-id")).version())
                .containsOnly(5);
        assertThat(statuses(2)).containsExactly("CREATED", "CONFIRMED");
    }

    @Test
    void shipsPaidOrder() {
        // When
        publish("order.paid", """
                {"orderId":"%s","customerId":"%s","amount":"89.97","timestamp":"2026-11-23T05:01:00+01:00"}""".formatted(orderId, customerId));

        // Then
        Entry shipment = one("shipments", "shipment.requested");
        assertThat(shipment.key()).isEqualTo(customerId);
        assertThat(log.decode(shipment).get("timestamp")).isEqualTo(Instant.parse("2026-11-23T04:01:00Z"));
        assertThat(statuses(1)).containsExactly("PAID");
    }

    @Test
    void releasesStockOfCancelledOrderItemByItem() {
        // When
        publish(
                "order.cancelled",
                Orders.order(orderId, customerId)
                        .withItems(Orders.item("WIDGET-A", 3, "1"), Orders.item("WIDGET-B", 1, "2.5"))
                        .cancelled());

        // Then
        List<Entry> released = log.await("inventory", 2, of("stock.released"));
        assertThat(released).extracting(Entry::key).containsExactlyInAnyOrder("WIDGET-A", "WIDGET-B");
        assertThat(released)
                .extracting(entry -> entry.headers().get("event-id"))
                .doesNotHaveDuplicates();
        assertThat(statuses(1)).containsExactly("CANCELLED");
    }

    String publish(String type, String event) {
        return sluice.publish(type, event)
                .statusCode(201)
                .body("type", equalTo(type))
                .body("topic", equalTo("orders"))
                .body("partition", notNullValue())
                .body("offset", notNullValue())
                .body("timestamp", notNullValue())
                .extract()
                .path("id");
    }

    private Entry one(String topic, String type) {
        log.await(topic, 1, of(type));
        List<Entry> all = log.all(topic, of(type));
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private Predicate<Entry> of(String type) {
        return entry -> type.equals(entry.type())
                && log.decode(entry).get("orderId").toString().equals(orderId);
    }

    private List<String> statuses(int count) {
        return log.await("order-status", count, entry -> orderId.equals(entry.key())).stream()
                .map(entry -> log.decode(entry).get("status").toString())
                .toList();
    }
}
