package dev.sluice.example.orders;

import static dev.sluice.testing.Waits.await;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.AsyncPublisher;
import dev.sluice.testing.DevServers;
import dev.sluice.testing.Replica;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.path.json.JsonPath;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Two replicas of the package with one broker and one database. */
@QuarkusIntegrationTest
class ReplicasIT {

    private static final int KEYS = 300;
    private static final int CONCURRENT = 50;

    DevServicesContext devServices;

    @TestHTTPResource
    URI server;

    private final AsyncPublisher publisher = new AsyncPublisher();

    /** Each key is also the customer of its order, so that its records can be found. */
    private final List<String> keys =
            IntStream.range(0, KEYS).mapToObj(i -> UUID.randomUUID().toString()).toList();

    /** Publishes an order, and repeats the request while the replica is too busy for it. */
    private CompletableFuture<HttpResponse<String>> publish(URI replica, String key) {
        return publisher
                .publish(replica, "order.created", Orders.created("ord-1", key), "Idempotency-Key", key)
                .thenCompose(response -> response.statusCode() == 503 || response.statusCode() == 504
                        ? publish(replica, key)
                        : CompletableFuture.completedFuture(response));
    }

    /** Returns the event ids of the records with each key. */
    private Map<String, List<String>> written() {
        return new DevServers(devServices)
                        .log()
                        .all("orders", entry -> keys.contains(entry.key()) && "order.created".equals(entry.type()))
                        .stream()
                        .collect(groupingBy(
                                entry -> entry.key(),
                                mapping(entry -> entry.headers().get("event-id"), toList())));
    }

    @Test
    void publishesOnceIfBothReplicasReceiveTheKey() throws Exception {
        try (Replica other = Replica.start("replica-2", devServices.devServicesProperties())) {
            for (int i = 0; i < KEYS; i += CONCURRENT) {
                // When
                List<String> some = keys.subList(i, i + CONCURRENT);
                List<CompletableFuture<HttpResponse<String>>> here =
                        some.stream().map(key -> publish(server, key)).toList();
                List<CompletableFuture<HttpResponse<String>>> there =
                        some.stream().map(key -> publish(other.address(), key)).toList();

                // Then
                for (int k = 0; k < CONCURRENT; k++) {
                    List<HttpResponse<String>> responses =
                            List.of(here.get(k).join(), there.get(k).join());
                    assertThat(responses)
                            .extracting(HttpResponse::statusCode)
                            .contains(201)
                            .allMatch(status -> status == 201 || status == 409);
                    String receipt =
                            publish(other.address(), some.get(k)).join().body();
                    assertThat(publish(server, some.get(k)).join().body()).isEqualTo(receipt);
                    assertThat(responses)
                            .filteredOn(response -> response.statusCode() == 201)
                            .allMatch(response -> response.body().equals(receipt));
                }
            }
            assertThat(written()).hasSize(KEYS).allSatisfy((key, ids) -> assertThat(ids)
                    .hasSize(1));
        }
    }

    @Test
    void publishesSameEventAgainAfterReplicaWasKilled() throws Exception {
        // Given
        Replica other = Replica.start("replica-3", devServices.devServicesProperties());
        List<CompletableFuture<HttpResponse<String>>> sent =
                keys.stream().map(key -> publish(other.address(), key)).toList();
        CompletableFuture.anyOf(sent.toArray(CompletableFuture[]::new)).join();

        // When
        other.kill();
        endClaims();

        // Then
        // If the database is too slow, no response is stored, and the event is published again with the same id.
        boolean allStored = !Files.readString(other.log()).contains("Idempotency key not updated");
        for (int i = 0; i < KEYS; i++) {
            String key = keys.get(i);
            await().until(() -> publish(server, key).join().statusCode() == 201);
            HttpResponse<String> first =
                    sent.get(i).exceptionally(broken -> null).join();
            if (first != null && first.statusCode() == 201) {
                String again = publish(server, key).join().body();
                assertThat(JsonPath.from(again).getString("id"))
                        .isEqualTo(JsonPath.from(first.body()).getString("id"));
                if (allStored) {
                    assertThat(again).isEqualTo(first.body());
                }
            }
        }
        assertThat(written()).hasSize(KEYS).allSatisfy((key, ids) -> assertThat(ids)
                .containsOnly(ids.get(0)));
    }

    /** Ends all claims, as time would. */
    private void endClaims() throws SQLException {
        try (Connection database = new DevServers(devServices).database();
                var statement = database.createStatement()) {
            statement.execute("UPDATE idempotency_key SET claimed_until = now() WHERE status IS NULL");
        }
    }
}
