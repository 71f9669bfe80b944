package dev.sluice.example.orders;

import dev.sluice.deadletter.RedriveJobTest;
import dev.sluice.testing.Domain;
import dev.sluice.testing.TestLanes;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Tag;

@QuarkusIntegrationTest
@Tag(TestLanes.NATIVE)
class RedriveJobIT extends RedriveJobTest {

    @Override
    protected Domain domain() {
        return Orders.DOMAIN;
    }
}
