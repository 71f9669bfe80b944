package dev.sluice.deadletter;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class RedriveIT extends RedriveTest {}
