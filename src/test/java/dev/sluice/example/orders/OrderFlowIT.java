package dev.sluice.example.orders;

import dev.sluice.testing.TestLanes;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Tag;

@QuarkusIntegrationTest
@Tag(TestLanes.SMOKE)
class OrderFlowIT extends OrderFlowTest {}
