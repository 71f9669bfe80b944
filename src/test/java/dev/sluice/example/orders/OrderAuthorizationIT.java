package dev.sluice.example.orders;

import dev.sluice.testing.TestLanes;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Tag;

@QuarkusIntegrationTest
@TestProfile(SecuredOrders.class)
@Tag(TestLanes.NATIVE)
class OrderAuthorizationIT extends OrderAuthorizationTest {}
