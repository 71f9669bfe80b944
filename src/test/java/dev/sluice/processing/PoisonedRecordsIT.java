package dev.sluice.processing;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class PoisonedRecordsIT extends PoisonedRecordsTest {}
