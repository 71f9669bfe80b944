package dev.sluice.security;

import static dev.sluice.testing.SluiceApi.retryableProblem;
import static dev.sluice.testing.Waits.await;

import dev.sluice.testing.RawHttp2;
import dev.sluice.testing.SluiceApi;
import dev.sluice.testing.TightLimits;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** Clients that keep worker threads waiting: they do not permit the server to send its answers. */
@QuarkusTest
@TestProfile(TightLimits.class)
class WorkerRequestsTest {

    private final SluiceApi sluice = new SluiceApi();

    @TestHTTPResource
    URI service;

    @Test
    void limitsOpenRequestsOfEachCaller() throws IOException {
        try (RawHttp2 greedy = new RawHttp2(service, 0)) {
            // When
            for (int i = 0; i < TightLimits.CLIENT_WORKER_REQUESTS; i++) {
                greedy.get("/event-types");
            }

            // Then
            await().untilAsserted(() -> sluice.get("/event-types/parcel.created")
                    .spec(retryableProblem(429, "urn:sluice:problem:rate-limited")));
            sluice.with("X-Forwarded-For", "10.0.8.2").get("/event-types").statusCode(200);
        }
        await().untilAsserted(() -> sluice.get("/event-types").statusCode(200));
    }
}
