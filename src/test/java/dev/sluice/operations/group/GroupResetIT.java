package dev.sluice.operations.group;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class GroupResetIT extends GroupResetTest {}
