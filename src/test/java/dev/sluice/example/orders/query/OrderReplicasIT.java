package dev.sluice.example.orders.query;

import static org.hamcrest.Matchers.equalTo;

import dev.sluice.example.orders.PostedOrders;
import dev.sluice.testing.Replica;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A replica of the package that does not run the projection itself. */
@QuarkusIntegrationTest
class OrderReplicasIT {

    private static final int ORDERS = 100;

    DevServicesContext devServices;

    @Test
    void showsOrderOfReceiptOnAnyReplica() {
        // Given
        Map<String, String> settings = new HashMap<>(devServices.devServicesProperties());
        settings.put("sluice.roles", "query");
        PostedOrders customer = PostedOrders.ofNewCustomer();
        try (Replica reader = Replica.start("reader", settings)) {
            for (int i = 0; i < ORDERS; i++) {
                // When
                String position = customer.created("ord-" + i);

                // Then
                SluiceApi.at(reader.address())
                        .get(
                                "/orders/{id}?customerId={customer}&at-least={position}",
                                "ord-" + i,
                                customer.customerId(),
                                position)
                        .statusCode(200)
                        .body("orderId", equalTo("ord-" + i));
            }
        }
    }
}
