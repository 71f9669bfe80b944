package dev.sluice.example.orders;

import static dev.sluice.testing.Waits.LONG_LIMIT;
import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.sluice.testing.ChildProcess;
import dev.sluice.testing.DevServers;
import dev.sluice.testing.InitProcess;
import dev.sluice.testing.PackagedApplication;
import dev.sluice.testing.Ports;
import dev.sluice.testing.Registry;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;

/** The packaged application without auto-registration, against a registry with another schema under one of its subjects. */
@QuarkusIntegrationTest
class SchemasIT {

    private static final String SUBJECT = "dev.sluice.example.orders.event.OrderPaid";
    private static final Schema OTHER = SchemaBuilder.record("OrderPaid")
            .namespace("dev.sluice.example.orders.event")
            .fields()
            .requiredString("other")
            .endRecord();

    /** Uses subjects that no other test uses, and no auto-registration, as in production. */
    private static final Map<String, String> SETTINGS = Map.of(
            "mp.messaging.connector.smallrye-kafka.value.subject.name.strategy", "RecordNameStrategy",
            "mp.messaging.connector.smallrye-kafka.auto.register.schemas", "false");

    DevServicesContext devServices;

    @Test
    void becomesReadyOnceInitProcessHasRegisteredSchemas() {
        // Given
        Registry registry = new Registry(new DevServers(devServices).registry());
        registry.register(SUBJECT, OTHER);
        registry.setCompatibility(SUBJECT, "BACKWARD");
        int management = Ports.free();
        try (ChildProcess replica = replica(management)) {
            await().atMost(LONG_LIMIT).ignoreExceptions().untilAsserted(() -> given().get(ready(management))
                    .then()
                    .statusCode(503)
                    .body(containsString("order.paid"), containsString("look up " + SUBJECT)));
            InitProcess rejected = InitProcess.run("schemas-init-refused", devServices, SETTINGS);
            assertThat(rejected.log())
                    .contains("Init task failed: schemas: the schema registry refused to register " + SUBJECT);
            assertThat(rejected.exit()).isOne();
            assertThat(replica.isAlive()).isTrue();

            // When
            registry.setCompatibility(SUBJECT, "NONE");
            InitProcess accepted = InitProcess.run("schemas-init", devServices, SETTINGS);

            // Then
            assertThat(accepted.log()).contains("Init task completed: schemas");
            assertThat(accepted.exit()).isZero();
            await().untilAsserted(() -> given().get(ready(management)).then().statusCode(200));
        }
    }

    private static String ready(int management) {
        return "http://localhost:" + management + "/q/health/ready";
    }

    private ChildProcess replica(int management) {
        Map<String, String> settings = new HashMap<>(devServices.devServicesProperties());
        settings.putAll(SETTINGS);
        settings.put("quarkus.profile", "test");
        settings.put("quarkus.http.port", Integer.toString(Ports.free()));
        settings.put("quarkus.management.port", Integer.toString(management));
        settings.put("sluice.instance", "schemas-replica");
        return new ChildProcess(PackagedApplication.command(settings), Path.of("target", "schemas-replica.log"));
    }
}
