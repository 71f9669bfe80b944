package dev.sluice.order.view;

import dev.sluice.testing.Lanes;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Tag;

@QuarkusIntegrationTest
@Tag(Lanes.NATIVE)
class OrdersIT extends OrdersTest {}
