package dev.sluice.example.orders;

import dev.sluice.security.Roles;
import dev.sluice.testing.SecuredApplication;
import dev.sluice.testing.SluiceApi;
import dev.sluice.testing.TokenIssuer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

/** The authorization of queries by tokens of a test issuer. */
@QuarkusTest
@TestProfile(SecuredApplication.class)
class OrderAuthorizationTest {

    private final SluiceApi sluice = new SluiceApi();

    TokenIssuer issuer;

    private SluiceApi caller(String... groups) {
        return sluice.withToken(issuer.token("billing", groups));
    }

    @Test
    void rejectsQueriesWithoutToken() {
        sluice.get("/orders").statusCode(401);
        sluice.get("/orders/ord-token").statusCode(401);
    }

    @Test
    void readerReadsOrders() {
        caller(Roles.READER).get("/orders").statusCode(200);
    }

    @Test
    void rejectsCallerWithoutRole() {
        caller("sales").get("/orders").statusCode(403);
    }
}
