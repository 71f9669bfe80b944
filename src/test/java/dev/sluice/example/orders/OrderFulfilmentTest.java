package dev.sluice.example.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.event.EventRejectedException;
import dev.sluice.example.orders.event.EmailOrderConfirmation;
import dev.sluice.example.orders.event.LineItem;
import dev.sluice.example.orders.event.OrderCancelled;
import dev.sluice.example.orders.event.OrderConfirmed;
import dev.sluice.example.orders.event.OrderCreated;
import dev.sluice.example.orders.event.OrderPaid;
import dev.sluice.example.orders.event.ShipmentRequested;
import dev.sluice.example.orders.event.StockReleased;
import dev.sluice.example.orders.event.StockReserved;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderFulfilmentTest {

    private static final OrderFulfilment FULFILMENT = new OrderFulfilment();
    private static final Instant TIME = Instant.parse("2026-11-23T05:00:00Z");
    private static final LineItem WIDGETS = new LineItem("WIDGET-A", 3, new BigDecimal("29.99"));
    private static final LineItem GADGET = new LineItem("GADGET-B", 1, new BigDecimal("5.00"));
    private static final BigDecimal TOTAL = new BigDecimal("94.97");

    private static OrderCreated created(LineItem... items) {
        return new OrderCreated("ord-1", "cust-1", List.of(items), TOTAL, TIME);
    }

    @Test
    void confirmsReservesAndAnnouncesCreatedOrder() {
        assertThat(FULFILMENT.confirm(created(WIDGETS, GADGET)))
                .containsExactly(
                        new OrderConfirmed("ord-1", "cust-1", TOTAL, TIME),
                        new StockReserved("WIDGET-A", 3, "ord-1", TIME),
                        new StockReserved("GADGET-B", 1, "ord-1", TIME),
                        new EmailOrderConfirmation("ord-1", "cust-1", List.of(WIDGETS, GADGET), TOTAL, TIME));
    }

    @Test
    void rejectsOrderWithoutItems() {
        assertThatThrownBy(() -> FULFILMENT.confirm(created())).isInstanceOf(EventRejectedException.class);
    }

    @Test
    void rejectsItemWithoutQuantity() {
        assertThatThrownBy(() -> FULFILMENT.confirm(created(new LineItem("X", 0, BigDecimal.ONE))))
                .isInstanceOf(EventRejectedException.class);
    }

    @Test
    void shipsPaidOrder() {
        assertThat(FULFILMENT.ship(new OrderPaid("ord-1", "cust-1", TOTAL, TIME)))
                .isEqualTo(new ShipmentRequested("ord-1", "cust-1", TIME));
    }

    @Test
    void releasesStockOfCancelledOrder() {
        assertThat(FULFILMENT.cancel(new OrderCancelled("ord-1", "cust-1", List.of(WIDGETS, GADGET), null, TIME)))
                .containsExactly(
                        new StockReleased("WIDGET-A", 3, "ord-1", TIME),
                        new StockReleased("GADGET-B", 1, "ord-1", TIME));
    }
}
