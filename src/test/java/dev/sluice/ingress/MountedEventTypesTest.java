package dev.sluice.ingress;

import static dev.sluice.testing.SluiceApi.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import dev.sluice.testing.DevServers;
import dev.sluice.testing.EventLog;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

/** Event types of src/test/event-types, which have no generated classes. */
@QuarkusTest
class MountedEventTypesTest {

    private final SluiceApi sluice = new SluiceApi();
    private final String visitor = "visitor-" + UUID.randomUUID();

    DevServicesContext devServices;

    private String visit(String zone) {
        return """
                {"visitorId": "%s", "place": {"name": "Lobby", "zone": "%s"}, "at": "2026-12-01T10:00:00Z"}""".formatted(visitor, zone);
    }

    @Test
    void publishesEventsThatOtherClientsRead() {
        // When
        sluice.publish("visit.recorded", visit("STAFF")).statusCode(201).body("topic", equalTo("visits"));

        // Then
        EventLog log = new DevServers(devServices).log();
        assertThat(log.await("visits", 1, entry -> visitor.equals(entry.key())))
                .singleElement()
                .satisfies(entry -> {
                    GenericRecord event = log.decode(entry);
                    assertThat(entry.type()).isEqualTo("visit.recorded");
                    assertThat(event.getSchema().getFullName()).isEqualTo("dev.sluice.mounted.event.VisitRecorded");
                    assertThat(((GenericRecord) event.get("place")).get("zone")).hasToString("STAFF");
                    assertThat(event.get("note")).isNull();
                });
    }

    @Test
    void rejectsInvalidEvent() {
        sluice.publish("visit.recorded", visit("SECRET"))
                .spec(problem(422, "urn:sluice:problem:invalid-event"))
                .body("errors.pointer", hasItems("/place/zone"));
    }

    @Test
    void describesThemInOpenApi() {
        sluice.get("/q/openapi?format=json")
                .statusCode(200)
                .body("paths.'/events/visit.recorded'.post.operationId", equalTo("publish-visit.recorded"))
                .body(
                        "components.schemas.'dev.sluice.mounted.Place'.properties.zone.'$ref'",
                        equalTo("#/components/schemas/dev.sluice.mounted.Zone"));
    }
}
