package dev.sluice.processing;

import static dev.sluice.testing.SluiceApi.batch;
import static dev.sluice.testing.SluiceApi.event;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.DevServers;
import dev.sluice.testing.EventLog;
import dev.sluice.testing.EventLog.Entry;
import dev.sluice.testing.Probes;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A handler that rejects events until it is fixed. Its dead letters are then redriven. */
@QuarkusTest
class FixedHandlerTest {

    private final SluiceApi sluice = new SluiceApi();

    private static final int EVENTS = 100;

    DevServicesContext devServices;

    @AfterEach
    void restoreBug() {
        ProbeHandler.fixed = false;
    }

    @Test
    void handlesEachRedrivenDeadLetterOnce() {
        // Given
        EventLog log = new DevServers(devServices).log();
        String run = UUID.randomUUID().toString();
        List<String> keys =
                IntStream.range(0, EVENTS).mapToObj(i -> run + "-" + i).toList();
        sluice.publishBatch(batch(keys.stream().map(FixedHandlerTest::rejected).toArray(String[]::new)))
                .statusCode(207);
        log.await("probes.dlq", EVENTS, entry -> entry.key().startsWith(run));

        // When
        ProbeHandler.fixed = true;
        String redrive = given().queryParam("topic", "probes")
                .queryParam("type", "test.probe")
                .queryParam("reason", ProbeHandler.NOT_FIXED)
                .queryParam("rate", 10_000)
                .queryParam("dry-run", false)
                .post("/dead-letters/redrive")
                .asString();

        // Then
        JsonPath summary =
                JsonPath.from(redrive.lines().reduce((one, next) -> next).orElseThrow());
        assertThat(summary.getString("end")).isEqualTo("complete");
        Predicate<Entry> ours = entry -> entry.key().startsWith(run);
        assertThat(log.all("probes", ours.and(entry -> entry.headers().containsKey("redrives"))))
                .extracting(Entry::key)
                .containsExactlyInAnyOrderElementsOf(keys);
        Predicate<Entry> results = ours.and(
                entry -> "fixed".equals(log.decode(entry).get("behaviour").toString()));
        assertThat(log.await("probes", EVENTS, results))
                .extracting(Entry::key)
                .containsExactlyInAnyOrderElementsOf(keys);
    }

    private static String rejected(String key) {
        return event("test.probe", Probes.probe(key, "reject until fixed"));
    }
}
