package dev.sluice.example.orders;

import dev.sluice.admin.OperationsTest;
import dev.sluice.testing.Domain;
import dev.sluice.testing.TestLanes;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Tag;

@QuarkusIntegrationTest
@Tag(TestLanes.NATIVE)
class OperationsIT extends OperationsTest {

    @Override
    protected Domain domain() {
        return Orders.DOMAIN;
    }
}
