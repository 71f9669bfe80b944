package dev.sluice.ingress;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class UpgradeIT extends UpgradeTest {}
