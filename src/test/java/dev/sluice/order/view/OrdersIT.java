package dev.sluice.order.view;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class OrdersIT extends OrdersTest {}
