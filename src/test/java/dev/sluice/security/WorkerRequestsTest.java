package dev.sluice.security;

import static dev.sluice.testing.SluiceApi.retryableProblem;
import static dev.sluice.testing.Waits.await;
import static org.hamcrest.Matchers.containsString;

import dev.sluice.testing.RawHttp2;
import dev.sluice.testing.SluiceApi;
import dev.sluice.testing.TightLimits;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** Clients that keep worker threads waiting: they do not permit the server to send its answers. */
@QuarkusTest
@TestProfile(TightLimits.class)
class WorkerRequestsTest {

    private static final int ATTEMPTS = 20;

    private final SluiceApi sluice = new SluiceApi();

    @TestHTTPResource
    URI service;

    /** Opens as many requests as a client can, and returns whether a further one is refused, before the server closes them. */
    private boolean refusesFurtherRequest() throws IOException {
        try (RawHttp2 greedy = new RawHttp2(service, 0)) {
            for (int i = 0; i < TightLimits.CLIENT_WORKER_REQUESTS; i++) {
                greedy.get("/event-types");
            }
            for (int i = 0; i < ATTEMPTS; i++) {
                ValidatableResponse response = sluice.get("/event-types/parcel.created");
                if (response.extract().statusCode() == 429) {
                    response.spec(retryableProblem(429, "urn:sluice:problem:rate-limited"))
                            .body("detail", containsString("open requests"));
                    sluice.with("X-Forwarded-For", "10.0.8.2")
                            .get("/event-types")
                            .statusCode(200);
                    return true;
                }
            }
            return false;
        }
    }

    @Test
    void limitsOpenRequestsOfEachCaller() {
        await().until(this::refusesFurtherRequest);
        await().untilAsserted(() -> sluice.get("/event-types").statusCode(200));
    }
}
