package dev.sluice.ingress.atomic;

import static dev.sluice.testing.SluiceApi.batch;
import static dev.sluice.testing.SluiceApi.event;
import static dev.sluice.testing.SluiceApi.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;

import dev.sluice.testing.DevServers;
import dev.sluice.testing.Domain;
import dev.sluice.testing.EventLog;
import dev.sluice.testing.EventLog.Entry;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Batches that are published atomically. */
@QuarkusTest
public class AtomicTest {

    private final SluiceApi sluice = new SluiceApi();

    DevServicesContext devServices;
    EventLog log;
    String key;

    /** Returns the domain of the application under test. */
    protected Domain domain() {
        return Domain.PARCELS;
    }

    @BeforeEach
    void newKey() {
        log = new DevServers(devServices).log();
        key = "atomic-" + UUID.randomUUID();
    }

    private String created(String id) {
        return event(domain().type("created"), domain().created(id, key));
    }

    private String cancelled(String id, String reason) {
        return event(domain().type("cancelled"), domain().cancelled(id, key, reason));
    }

    private List<Entry> published() {
        return log.all(
                domain().topic(),
                entry -> key.equals(entry.key()) && !domain().type("confirmed").equals(entry.type()));
    }

    @Test
    void writesAllEventsInOrder() {
        // When
        ValidatableResponse response = sluice.publishAtomically(batch(created("parcel-1"), cancelled("parcel-1", "x")));

        // Then
        response.statusCode(201)
                .body("results.status", everyItem(equalTo(201)))
                .body("results.receipt.type", contains(domain().type("created"), domain().type("cancelled")));
        assertThat(published())
                .extracting(Entry::type)
                .containsExactly(domain().type("created"), domain().type("cancelled"));
    }

    @Test
    void writesNothingIfAnEventIsRefusedAndReturnsAllErrors() {
        // When
        ValidatableResponse response = sluice.publishAtomically(batch(
                created("parcel-1"),
                event(domain().type("lost"), "{}"),
                event(
                        domain().type("paid"),
                        "{\"" + domain().idField() + "\":1,\"" + domain().keyField()
                                + "\":\"k\",\"amount\":1,\"timestamp\":0}"),
                "{\"id\":1}"));

        // Then
        response.spec(problem(422, "urn:sluice:problem:invalid-event"))
                .body(
                        "errors.pointer",
                        contains("/1/type", "/2/data/" + domain().idField(), "/3/id", "/3/type", "/3/data"));
        assertThat(published()).isEmpty();
    }

    @Test
    void returnsTheProblemThatAllRefusedEventsShare() {
        // When
        ValidatableResponse response =
                sluice.publishAtomically(batch(created("parcel-1"), event(domain().type("confirmed"), "{}")));

        // Then
        response.spec(problem(403, "urn:sluice:problem:reserved-event-type"));
        assertThat(published()).isEmpty();
    }

    @Test
    void eventThatKafkaRefusesFailsOnlyItsOwnBatch() {
        // Given
        String tooLarge = "x".repeat(1_100_000);

        // When
        var refused = CompletableFuture.supplyAsync(
                () -> sluice.publishAtomically(batch(created("parcel-1"), cancelled("parcel-1", tooLarge))));
        List<CompletableFuture<ValidatableResponse>> others = IntStream.range(0, 20)
                .mapToObj(i ->
                        CompletableFuture.supplyAsync(() -> sluice.publishAtomically(batch(created("other-" + i)))))
                .toList();

        // Then
        refused.join().spec(problem(413, "urn:sluice:problem:event-too-large"));
        others.forEach(other -> other.join().statusCode(201).body("results", hasSize(1)));
        assertThat(published()).hasSize(20);
    }

    @Test
    void replacesAFencedProducer() throws Exception {
        // Given
        sluice.publishAtomically(batch(created("parcel-1"))).statusCode(201);
        new DevServers(devServices).fenceProducers("sluice-ingress-");

        // When
        ValidatableResponse response = sluice.publishAtomically(batch(created("parcel-2"), created("parcel-3")));

        // Then
        response.statusCode(201);
        assertThat(published()).hasSize(3);
    }

    @Test
    void acceptsEmptyBatch() {
        sluice.publishAtomically("[]").statusCode(201).body("results", empty());
    }
}
