package dev.sluice.example.orders;

import dev.sluice.ingress.EventTypesTest;
import dev.sluice.testing.Domain;
import dev.sluice.testing.TestLanes;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.util.List;
import org.junit.jupiter.api.Tag;

@QuarkusIntegrationTest
@Tag(TestLanes.NATIVE)
class EventTypesIT extends EventTypesTest {

    @Override
    protected Domain domain() {
        return Orders.DOMAIN;
    }

    @Override
    protected List<String> reserved() {
        return List.of(
                "order.confirmed",
                "stock.reserved",
                "stock.released",
                "shipment.requested",
                "email.order-confirmation",
                "order.status");
    }
}
