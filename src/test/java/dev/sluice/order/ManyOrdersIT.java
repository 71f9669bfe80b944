package dev.sluice.order;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ManyOrdersIT extends ManyOrdersTest {}
