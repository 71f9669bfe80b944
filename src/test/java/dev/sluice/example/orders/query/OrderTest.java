package dev.sluice.example.orders.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.example.orders.event.LineItem;
import dev.sluice.example.orders.event.OrderCancelled;
import dev.sluice.example.orders.event.OrderConfirmed;
import dev.sluice.example.orders.event.OrderCreated;
import dev.sluice.example.orders.event.OrderPaid;
import dev.sluice.example.orders.event.ShipmentRequested;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderTest {

    private static final OrderKey KEY = new OrderKey("o", "c");
    private static final BigDecimal TOTAL = new BigDecimal("89.97");

    /** Applies one event for each letter. The index of a letter is the time of its event, and determines the id. */
    private static Order after(String events) {
        Order order = new Order(KEY);
        for (int i = 0; i < events.length(); i++) {
            order.add(id(i), event(events.charAt(i), i));
        }
        return order;
    }

    private static UUID id(int number) {
        return UUID.nameUUIDFromBytes(Integer.toString(number).getBytes(StandardCharsets.UTF_8));
    }

    private static SpecificRecord event(char kind, int time) {
        Instant at = Instant.ofEpochSecond(time);
        List<LineItem> items = List.of(new LineItem("A", 3, new BigDecimal("29.99")));
        return switch (kind) {
            case 'n' -> new OrderCreated("o", "c", items, TOTAL, at);
            case 'f' -> new OrderConfirmed("o", "c", TOTAL, at);
            case 'p' -> new OrderPaid("o", "c", TOTAL, at);
            case 's' -> new ShipmentRequested("o", "c", at);
            case 'x' -> new OrderCancelled("o", "c", items, "why", at);
            default -> throw new IllegalArgumentException();
        };
    }

    @ParameterizedTest
    @CsvSource({
        "n, created, []",
        "nf, confirmed, []",
        "nfp, paid, []",
        "nfps, shipping, []",
        "np, paid, []",
        "npf, paid, []",
        "nx, cancelled, []",
        "nfpx, cancelled, []",
        "nxf, cancelled, []",
        "nxp, cancelled, [PAID_AFTER_CANCELLED]",
        "nxps, cancelled, '[PAID_AFTER_CANCELLED, CANCELLED_AND_SHIPPED]'",
        "npsx, cancelled, [CANCELLED_AND_SHIPPED]",
        "nxx, cancelled, [CANCELLED_TWICE]",
        "npp, paid, [PAID_TWICE]",
        "nn, created, [CREATED_TWICE]",
        "p, paid, [BEFORE_CREATED]",
        "pn, paid, [BEFORE_CREATED]",
        "s, created, []",
        "snfp, shipping, []",
    })
    void foldsEventsIntoStateAndAnomalies(String events, String status, String anomalies) {
        Order order = after(events);

        assertThat(order.state().status()).isEqualTo(status);
        assertThat(order.anomalies()).hasToString(anomalies);
    }

    @Test
    void takesTimeOfCreationOnceItIsKnown() {
        assertThat(after("p").placedAt()).isEqualTo(Instant.ofEpochSecond(0));
        assertThat(after("pn").placedAt()).isEqualTo(Instant.ofEpochSecond(1));
    }

    @Provide
    Arbitrary<String> histories() {
        return Arbitraries.strings().withChars('n', 'f', 'p', 'x').ofMaxLength(6);
    }

    @Property
    void givesTheSameResultWheneverTheShipmentRequestComes(@ForAll("histories") String events) {
        List<String> results = new ArrayList<>();

        for (int index = 0; index <= events.length(); index++) {
            Order order = new Order(KEY);
            for (int i = 0; i < events.length(); i++) {
                if (i == index) {
                    order.add(id(99), event('s', 99));
                }
                order.add(id(i), event(events.charAt(i), i));
            }
            if (index == events.length()) {
                order.add(id(99), event('s', 99));
            }
            results.add(describe(order));
        }

        assertThat(results).containsOnly(results.get(0));
    }

    @Property
    void ignoresDuplicates(@ForAll("histories") String events) {
        Order order = after(events);
        String before = describe(order);

        for (int i = 0; i < events.length(); i++) {
            order.add(id(i), event(events.charAt(i), i));
        }

        assertThat(describe(order)).isEqualTo(before);
    }

    private static String describe(Order order) {
        return Stream.of(
                        order.state(),
                        order.placedAt(),
                        order.placement(),
                        order.confirmed(),
                        order.paid(),
                        order.shipping(),
                        order.cancelled(),
                        order.anomalies())
                .map(String::valueOf)
                .toList()
                .toString();
    }
}
