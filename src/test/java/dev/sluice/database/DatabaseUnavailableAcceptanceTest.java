package dev.sluice.database;

import static dev.sluice.testing.Domain.PARCELS;
import static dev.sluice.testing.SluiceApi.retryableProblem;
import static dev.sluice.testing.Waits.LIMIT;
import static dev.sluice.testing.Waits.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;

import dev.sluice.testing.ManagementPort;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** A database that is unavailable at startup, becomes available, and fails again. */
@QuarkusTest
@TestProfile(DatabaseUnavailableAcceptanceTest.Unavailable.class)
public class DatabaseUnavailableAcceptanceTest {

    private static final String PARCEL = PARCELS.created("parcel-1", "sender-unavailable");

    private final SluiceApi sluice = new SluiceApi();

    ManagementPort management;

    @Inject
    @Any
    Instance<Requests> others;

    @ConfigProperty(name = "quarkus.datasource.reactive.url")
    URI address;

    /** Further requests that need the database. Implementations are beans. */
    public interface Requests {

        void assertUnavailable();

        void assertAvailable();
    }

    public static class Unavailable implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try (ServerSocket free = new ServerSocket(0)) {
                String url = "postgresql://localhost:" + free.getLocalPort() + "/postgres";
                return Map.of(
                        "quarkus.datasource.reactive.url",
                        url,
                        "quarkus.datasource.jdbc.url",
                        "jdbc:" + url,
                        "quarkus.datasource.username",
                        "postgres");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Asserts the responses without the database: only requests that need it fail. */
    private void assertUnavailable() {
        // A client with a key repeats the request.
        sluice.with("Idempotency-Key", "key-unavailable")
                .publish("parcel.created", PARCEL)
                .spec(retryableProblem(503, "urn:sluice:problem:idempotency-unavailable"))
                .header("Retry-After", notNullValue());
        sluice.publish("parcel.created", PARCEL).statusCode(201);
        others.forEach(Requests::assertUnavailable);
    }

    /** Asserts that requests that need the database succeed. */
    private void assertAvailable() {
        sluice.withKey("key-available").publish("parcel.created", PARCEL).statusCode(201);
        others.forEach(Requests::assertAvailable);
    }

    @Test
    void onlySomeRequestsNeedTheDatabase() throws IOException {
        // Given
        management.get("health/live").statusCode(200);
        await().untilAsserted(() -> management
                .get("health/ready")
                .statusCode(503)
                .body("checks.find { it.name == 'database' }.status", equalTo("DOWN"))
                .body("checks.find { it.name == 'database' }.data.reason", containsString("refused"))
                .body("checks.findAll { it.status == 'UP' }.name", hasItem("ingress topics")));
        assertUnavailable();

        // When
        Path folder = Files.createDirectories(
                Path.of("target/dev-services/postgresql").toAbsolutePath());
        System.setProperty("ot.epg.working-dir", folder.toString());
        try (EmbeddedPostgres database = EmbeddedPostgres.builder()
                .setPort(address.getPort())
                .setDataDirectory(Files.createTempDirectory(folder, "unavailable-"))
                .setPGStartupWait(LIMIT)
                .setServerConfig("unix_socket_directories", "")
                .start()) {

            // Then
            management.awaitReady();
            assertAvailable();
        }
        assertUnavailable();
        management.get("health/ready").statusCode(200);
    }
}
