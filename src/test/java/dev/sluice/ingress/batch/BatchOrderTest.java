package dev.sluice.ingress.batch;

import static dev.sluice.testing.Domain.PARCELS;
import static dev.sluice.testing.SluiceApi.event;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import dev.sluice.ingress.InFlightLimiter;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The order of the events of a key if one of them is refused because of an overload. */
@QuarkusTest
class BatchOrderTest {

    private static final int LIMIT = 16 * 1024 * 1024;
    private static final int FREE = 50_000;

    @Inject
    InFlightLimiter limiter;

    private final String key = "order-" + UUID.randomUUID();

    /** Publishes an event that does not fit into the limit, a small one of the same key, and a small one of another key. */
    private ValidatableResponse publish(String path, String contentType, String format, String separator) {
        String events = String.join(
                separator,
                event("parcel.cancelled", PARCELS.cancelled("parcel-1", key, "x".repeat(2 * FREE))),
                event("parcel.paid", PARCELS.paid("parcel-1", key)),
                event("parcel.paid", PARCELS.paid("parcel-2", "other-" + key)));
        int held = IntStream.iterate(LIMIT, bytes -> bytes > 0, bytes -> bytes - 1024)
                .filter(bytes -> limiter.tryAcquire(0, bytes))
                .findFirst()
                .orElseThrow();
        limiter.release(0, FREE);
        try {
            return given().contentType(contentType)
                    .header("Idempotency-Key", UUID.randomUUID().toString())
                    .body(format.formatted(events).getBytes(UTF_8))
                    .post(path)
                    .then();
        } finally {
            limiter.release(0, held - FREE);
        }
    }

    @Test
    void refusesSuccessorInBatch() {
        publish("/events", "application/json", "[%s]", ",")
                .statusCode(207)
                .body("results.status", contains(503, 503, 201))
                .body("results[0].problem.type", equalTo("urn:sluice:problem:overloaded"))
                .body("results[1].problem.type", equalTo("urn:sluice:problem:predecessor-not-written"))
                .body("results[1].problem.retryable", equalTo(true));
    }

    @Test
    void refusesSuccessorInStreamWithIdempotencyKey() {
        String results = publish("/events", "application/x-ndjson; charset=utf-8", "%s", "\n")
                .extract()
                .asString();

        assertThat(results.lines().map(line -> line.replaceFirst(".*?\"status\":(\\d+).*", "$1")))
                .containsExactly("503", "503", "201");
    }

    @Test
    void writesSuccessorIfOrderNeedNotBeKept() {
        publish("/events?ordered=false", "application/json", "[%s]", ",")
                .body("results.status", contains(503, 201, 201));
    }
}
