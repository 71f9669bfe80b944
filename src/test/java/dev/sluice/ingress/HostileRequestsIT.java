package dev.sluice.ingress;

import dev.sluice.testing.Lanes;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Tag;

@QuarkusIntegrationTest
@Tag(Lanes.NATIVE)
class HostileRequestsIT extends HostileRequestsTest {}
