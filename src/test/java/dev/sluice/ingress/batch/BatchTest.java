package dev.sluice.ingress.batch;

import static dev.sluice.testing.SluiceApi.batch;
import static dev.sluice.testing.SluiceApi.event;
import static dev.sluice.testing.SluiceApi.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.sluice.testing.DevServers;
import dev.sluice.testing.Domain;
import dev.sluice.testing.EventLog;
import dev.sluice.testing.EventLog.Entry;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Batches whose events are published individually. */
@QuarkusTest
public class BatchTest {

    private final SluiceApi sluice = new SluiceApi();

    DevServicesContext devServices;

    /** Returns the domain of the application under test. */
    protected Domain domain() {
        return Domain.PARCELS;
    }

    private String paid(String id, String key) {
        return event(domain().type("paid"), domain().paid(id, key));
    }

    @Test
    void returnsOneResultPerEventInOrder() {
        // Given
        String key = "batch-" + UUID.randomUUID();
        String id = UUID.randomUUID().toString();
        String large = domain().entity("parcel-1", key)
                .withTotal("1234567890123456.78")
                .paid();

        // When
        ValidatableResponse response = sluice.publishBatch(batch(
                event(domain().type("created"), domain().created("parcel-1", key)),
                event(domain().type("paid"), "{\"" + domain().idField() + "\":1}"),
                event(domain().type("lost"), "{}"),
                event(domain().type("confirmed"), "{}"),
                "{\"data\":" + large + ",\"id\":\"" + id + "\",\"type\":\"" + domain().type("paid") + "\"}",
                "{\"type\":\"" + domain().type("paid") + "\",\"more\":[1],\"id\":\"x\"}",
                "7"));

        // Then
        response.statusCode(207)
                .body("results.status", contains(201, 422, 404, 403, 201, 422, 422))
                .body("results[0].receipt.type", equalTo(domain().type("created")))
                .body(
                        "results[1].problem.errors.pointer",
                        contains("/" + domain().idField(), "/" + domain().keyField(), "/amount", "/timestamp"))
                .body("results[2].problem.type", equalTo("urn:sluice:problem:unknown-event-type"))
                .body("results[4].receipt.id", equalTo(id))
                .body("results[5].problem.errors.pointer", contains("/more", "/id", "/data"));
        EventLog log = new DevServers(devServices).log();
        List<Entry> written = log.await(
                domain().topic(),
                2,
                entry -> key.equals(entry.key()) && !domain().type("confirmed").equals(entry.type()));
        assertThat(written).extracting(Entry::type).containsExactly(domain().type("created"), domain().type("paid"));
        assertThat(log.decode(written.get(1)).get("amount")).isEqualTo(new BigDecimal("1234567890123456.78"));
        assertThat(written.get(1).headers()).containsEntry("event-id", id);
    }

    @Test
    void keepsOrderOfEventsWithTheSameKey() {
        // Given
        String key = "batch-" + UUID.randomUUID();
        String batch = IntStream.range(0, 1_000)
                .mapToObj(i -> paid("parcel-" + i, key))
                .collect(Collectors.joining(",", "[", "]"));

        // When
        sluice.publishBatch(batch)
                .statusCode(207)
                .body("results", hasSize(1_000))
                .body("results.findAll { it.status != 201 }", hasSize(0));

        // Then
        EventLog log = new DevServers(devServices).log();
        assertThat(log.await(domain().topic(), 1_000, entry -> key.equals(entry.key())))
                .extracting(entry -> log.decode(entry).get(domain().idField()).toString())
                .containsExactlyElementsOf(
                        IntStream.range(0, 1_000).mapToObj(i -> "parcel-" + i).toList());
    }

    @Test
    void refusesInvalidBatchAsAWhole() {
        String key = "batch-" + UUID.randomUUID();
        String valid = paid("parcel-1", key);

        sluice.publishBatch("{}").spec(problem(400, "urn:sluice:problem:malformed-json"));
        sluice.publishBatch("[" + valid + ",{\"type\":").statusCode(400);
        sluice.publishBatch("[" + valid + "] []").statusCode(400);
        sluice.publishBatch("[" + "0,".repeat(1_000) + valid + "]").statusCode(413);
        sluice.publishBatch("[]").statusCode(207).body("results", hasSize(0));
        assertThat(new DevServers(devServices).log().all(domain().topic(), entry -> key.equals(entry.key())))
                .isEmpty();
    }
}
