package dev.sluice.example.orders;

import dev.sluice.ingress.UpgradeTest;
import dev.sluice.testing.Domain;
import dev.sluice.testing.TestLanes;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Tag;

@QuarkusIntegrationTest
@Tag(TestLanes.NATIVE)
class UpgradeIT extends UpgradeTest {

    @Override
    protected Domain domain() {
        return Orders.DOMAIN;
    }
}
