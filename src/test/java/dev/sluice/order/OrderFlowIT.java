package dev.sluice.order;

import dev.sluice.testing.Lanes;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Tag;

@QuarkusIntegrationTest
@Tag(Lanes.SMOKE)
class OrderFlowIT extends OrderFlowTest {}
