package dev.sluice.order;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class OrderFlowIT extends OrderFlowTest {}
