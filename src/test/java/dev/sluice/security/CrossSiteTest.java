package dev.sluice.security;

import static dev.sluice.testing.SluiceApi.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.RawHttp;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** State-changing requests that other web sites make a browser send to anonymous callers' rights. */
@QuarkusTest
class CrossSiteTest {

    private static final String PURGE = "/dead-letters/purge?topic=parcels.dlq";
    private static final String TYPE = "urn:sluice:problem:cross-site-request";

    private final SluiceApi sluice = new SluiceApi();

    @TestHTTPResource
    URI service;

    @ParameterizedTest
    @ValueSource(strings = {"https://shop.example", "http://localhost", "http://localhost.shop.example", "null", "%"})
    void refusesOtherOrigins(String origin) {
        SluiceApi site = sluice.with("Origin", origin);

        site.post(PURGE).spec(problem(403, TYPE));
        site.publish("parcel.created", "{}").spec(problem(403, TYPE));
    }

    @Test
    void acceptsItsOwnOrigin() {
        sluice.with("Origin", "http://localhost:" + service.getPort())
                .publish("parcel.created", "{}")
                .statusCode(422);
    }

    @Test
    void acceptsQueriesOfOtherOrigins() {
        sluice.with("Origin", "https://shop.example").get("/event-types").statusCode(200);
    }

    /** The site's owner lets its name point to this service, so that its pages have the same origin. */
    @Test
    void refusesHostNamesOfOthers() {
        RawHttp.Response rebound = RawHttp.send(
                service, "POST /events/parcel.created", "Origin: http://sluice\r\n", "Content-Length: 0\r\n");

        assertThat(rebound.status()).isEqualTo(403);
        assertThat(rebound.body()).contains(TYPE);
    }

    @Test
    void acceptsAnyHostNameFromClientsOtherThanBrowsers() {
        RawHttp.Response service = RawHttp.send(
                this.service,
                "POST /events/parcel.created",
                "Content-Type: application/json\r\n",
                "Content-Length: 2\r\n\r\n{}");

        assertThat(service.status()).isEqualTo(422);
    }
}
