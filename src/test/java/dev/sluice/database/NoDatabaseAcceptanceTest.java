package dev.sluice.database;

import static dev.sluice.testing.Domain.PARCELS;
import static dev.sluice.testing.SluiceApi.problem;
import static org.hamcrest.Matchers.containsString;

import dev.sluice.testing.ManagementPort;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sluice without a database. */
@QuarkusTest
@TestProfile(NoDatabaseAcceptanceTest.None.class)
public class NoDatabaseAcceptanceTest {

    private final SluiceApi sluice = new SluiceApi();

    ManagementPort management;

    public static class None implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.datasource.active", "false");
        }
    }

    @Test
    void publishesWithoutKeysAndRejectsKeys() {
        management.awaitReady();
        sluice.publish("parcel.created", PARCELS.created("parcel-1", "sender-none"))
                .statusCode(201);
        sluice.withKey("key-none")
                .publish("parcel.created", PARCELS.created("parcel-1", "sender-none"))
                .spec(problem(501, "urn:sluice:problem:no-idempotency"))
                .body("detail", containsString("quarkus.datasource.reactive.url"));
    }
}
