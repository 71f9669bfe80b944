package dev.sluice.example.orders;

import dev.sluice.ingress.atomic.AtomicTest;
import dev.sluice.testing.Domain;
import dev.sluice.testing.TestLanes;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Tag;

@QuarkusIntegrationTest
@Tag(TestLanes.NATIVE)
class AtomicIT extends AtomicTest {

    @Override
    protected Domain domain() {
        return Orders.DOMAIN;
    }
}
