package dev.sluice.ingress;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class IdempotencyIT extends IdempotencyTest {}
