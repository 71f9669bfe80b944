package dev.sluice.registry;

import static dev.sluice.testing.Waits.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventType;
import dev.sluice.runtime.BackgroundRetry;
import dev.sluice.testing.DevServers;
import dev.sluice.testing.Registry;
import dev.sluice.testing.parcel.ParcelPaid;
import dev.sluice.testing.parcel.TransportRequested;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Startup against a registry with another schema, under subjects that no other test uses. */
@QuarkusTest
class SchemasReadinessTest {

    private static final EventType PAID = EventType.of(ParcelPaid.class);
    private static final EventCatalog CATALOG =
            new EventCatalog(List.of(PAID, EventType.of(TransportRequested.class)), List.of());
    private static final String SUBJECT = PAID.schema().getFullName();

    /** A schema that is incompatible with ParcelPaid. */
    private static final Schema OTHER = SchemaBuilder.record("ParcelPaid")
            .namespace("dev.sluice.testing.parcel")
            .fields()
            .requiredString("other")
            .endRecord();

    DevServicesContext devServices;
    Registry registry;
    private final BackgroundRetry retry = new BackgroundRetry();
    EventSchemas schemas;

    @BeforeEach
    void registerOtherSchema() {
        registry = new Registry(new DevServers(devServices).registry());
        registry.register(SUBJECT, OTHER);
        registry.setCompatibility(SUBJECT, "BACKWARD");
    }

    @AfterEach
    void cleanUp() {
        retry.stop(new ShutdownEvent());
        registry.delete(SUBJECT);
        registry.delete("dev.sluice.testing.parcel.TransportRequested");
    }

    @Test
    void reportsRejectedSchemaWithReason() {
        // Given
        schemas = schemas(true);

        // When
        schemas.start(new StartupEvent());

        // Then
        HealthCheckResponse health = new SchemasReadiness(schemas).call();
        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.getData().orElseThrow())
                .containsEntry("unresolved", "parcel.paid")
                .hasEntrySatisfying("reason", reason -> assertThat(reason.toString())
                        .contains("register " + SUBJECT + " (HTTP 409): ")
                        .containsIgnoringCase("compatib"));
    }

    @Test
    void reportsMissingSchemasUntilRegistered() {
        // Given
        schemas = schemas(false);
        schemas.start(new StartupEvent());
        assertThat(new SchemasReadiness(schemas).call().getData().orElseThrow())
                .containsEntry("unresolved", "parcel.paid, transport.requested")
                .hasEntrySatisfying("reason", reason -> assertThat(reason.toString())
                        .contains("look up " + SUBJECT)
                        .contains("look up dev.sluice.testing.parcel.TransportRequested"));
        SchemasInit init = new SchemasInit(CATALOG, registry(false), NoMountedSchemas.with(CATALOG));
        assertThatThrownBy(init::run)
                .isInstanceOf(SchemaRejectedException.class)
                .hasMessageContaining("register " + SUBJECT)
                .hasMessageNotContaining("TransportRequested");

        // When
        registry.setCompatibility(SUBJECT, "NONE");
        init.run();

        // Then
        await().untilAsserted(() ->
                assertThat(new SchemasReadiness(schemas).call().getStatus()).isEqualTo(Status.UP));
    }

    private EventSchemas schemas(boolean autoRegister) {
        return new EventSchemas(
                CATALOG,
                registry(autoRegister),
                NoMountedSchemas.with(CATALOG),
                () -> Duration.ofMinutes(1),
                new SimpleMeterRegistry(),
                retry);
    }

    private SchemaRegistry registry(boolean autoRegister) {
        return SchemaRegistry.of(Map.of(
                "schema.registry.url",
                new DevServers(devServices).registry(),
                "value.subject.name.strategy",
                "RecordNameStrategy",
                "auto.register.schemas",
                autoRegister));
    }
}
