package dev.sluice.example.orders;

import dev.sluice.ingress.batch.BatchTest;
import dev.sluice.testing.Domain;
import dev.sluice.testing.TestLanes;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Tag;

@QuarkusIntegrationTest
@Tag(TestLanes.NATIVE)
class BatchIT extends BatchTest {

    @Override
    protected Domain domain() {
        return Orders.DOMAIN;
    }
}
