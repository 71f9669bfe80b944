package dev.sluice.example.orders;

import dev.sluice.security.AuthenticationTest;
import dev.sluice.testing.Domain;
import dev.sluice.testing.TestLanes;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Tag;

@QuarkusIntegrationTest
@TestProfile(SecuredOrders.class)
@Tag(TestLanes.NATIVE)
class AuthenticationIT extends AuthenticationTest {

    @Override
    protected Domain domain() {
        return Orders.DOMAIN;
    }
}
