package dev.sluice.registry;

import static dev.sluice.testing.Waits.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventType;
import dev.sluice.runtime.BackgroundRetry;
import dev.sluice.testing.LyingRegistry;
import dev.sluice.testing.parcel.ParcelCancelled;
import dev.sluice.testing.parcel.ParcelCreated;
import dev.sluice.testing.parcel.ParcelPaid;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A registry that gives wrong answers or loses its contents. */
@Execution(ExecutionMode.CONCURRENT)
class LyingRegistryTest {

    private static final EventType CREATED = EventType.of(ParcelCreated.class);
    private static final EventType PAID = EventType.of(ParcelPaid.class);
    private static final EventType CANCELLED = EventType.of(ParcelCancelled.class);
    private static final EventCatalog CATALOG = new EventCatalog(List.of(CREATED, PAID, CANCELLED), List.of());
    private static final Schema OTHER = Schema.createRecord("Other", null, "n", false, List.of());

    private final LyingRegistry server = new LyingRegistry();
    private final BackgroundRetry retry = new BackgroundRetry();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @AfterEach
    void stop() {
        retry.stop(new ShutdownEvent());
        server.close();
    }

    private Map<String, ?> settings(boolean autoRegister) {
        return Map.of("schema.registry.url", server.address(), "auto.register.schemas", autoRegister);
    }

    private SchemaRegistry registry(boolean autoRegister) {
        return SchemaRegistry.of(settings(autoRegister));
    }

    private EventSchemas started(boolean autoRegister) {
        EventSchemas schemas = new EventSchemas(
                CATALOG,
                registry(autoRegister),
                NoMountedSchemas.with(CATALOG),
                () -> Duration.ofMillis(50),
                meters,
                retry);
        schemas.start(new StartupEvent());
        return schemas;
    }

    /** Registers the schemas, as the init process does. */
    private void init() {
        new SchemasInit(CATALOG, registry(false), NoMountedSchemas.with(CATALOG)).run();
    }

    private static HealthCheckResponse health(EventSchemas schemas) {
        return new SchemasReadiness(schemas).call();
    }

    private static String reason(EventSchemas schemas) {
        return health(schemas).getData().orElseThrow().get("reason").toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "5",
                "\"\"",
                "<html>Login</html>",
                "{\"id\":",
                "{\"id\":null}",
                "{\"id\":\"5\"}",
                "{\"id\":0}",
                "{\"id\":-1}",
                "{\"id\":1.5}",
                "{\"id\":true}",
                "{\"id\":[1]}",
                "{\"id\":5000000000}",
                "{\"version\":1}"
            })
    void rejectsAnswersWithoutId(String answer) {
        // Given
        server.lie("/subjects/", 200, answer);

        // Then
        assertUnavailable(() -> registry(false).id("parcels", PAID.schema()));
        assertUnavailable(() -> registry(true).id("parcels", PAID.schema()));
        server.beHonest();
        assertThat(registry(true).id("parcels", PAID.schema())).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "5",
                "<html>Login</html>",
                "{\"schema\":",
                "{\"schema\":null}",
                "{\"schema\":5}",
                "{\"schema\":\"\"}",
                "{\"schema\":\"nonsense\"}",
                "{\"schema\":\"<html>\"}",
                "{\"schema\":\"null\"}",
                "{\"schema\":\"{}\"}",
                "{\"schema\":{\"type\":\"int\"}}",
                "{\"schema\":\"5\"}",
                "{\"id\":1}",
                "{\"schema\":\"\\\"int\\\"\",\"id\":2}",
                "{\"schema\":\"\\\"int\\\"\",\"schemaType\":5}",
                "{\"schema\":\"\\\"int\\\"\",\"references\":5}",
                "{\"schema\":\"\\\"int\\\"\",\"references\":[{}]}",
                "{\"schema\":\"\\\"int\\\"\",\"references\":[{\"subject\":\"s\",\"version\":\"1\"}]}"
            })
    void rejectsAnswersWithoutSchema(String answer) {
        // Given
        server.put(1, OTHER);
        server.lie("/schemas/ids/1", 200, answer);

        // Then
        assertUnavailable(() -> registry(false).schema(1));
        server.beHonest();
        assertThat(registry(false).schema(1)).isEqualTo(OTHER);
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 302, 400, 401, 403, 404, 409, 422, 500, 503})
    void errorsThatAreNotOfTheRegistryAreOutages(int status) {
        // Given
        server.put(1, OTHER);
        server.lie("/", status, status == 204 ? "" : "{\"error_code\":404,\"message\":\"no such path\"}");

        // Then
        assertUnavailable(() -> registry(false).schema(1));
        assertUnavailable(() -> registry(false).id("parcels", PAID.schema()));
        server.lie("/", status, status == 204 ? "" : "<html>Bad gateway</html>");
        assertUnavailable(() -> registry(false).schema(1));
    }

    @Test
    void rejectsHugeAnswer() {
        // Given
        server.put(1, OTHER);
        server.lie("/", 200, "{\"schema\":\"\\\"int\\\"\",\"x\":\"" + "x".repeat(5_000_000) + "\"}");

        // Then
        assertUnavailable(() -> registry(false).schema(1));
    }

    @Test
    void rejectsIdOfAnotherSchema() {
        // Given
        server.put(7, OTHER);
        server.lie("/subjects/", 200, "{\"id\":7}");

        // Then
        assertUnavailable(() -> registry(false).id("parcels", PAID.schema()));
        server.lie("/subjects/", 200, "{\"id\":8}");
        assertUnavailable(() -> registry(false).id("parcels", PAID.schema()));
    }

    @Test
    void limitsTimeOfAnswer() {
        // Given
        server.lie((path, request, exchange) -> {
            exchange.sendResponseHeaders(200, 0);
            for (int sent = 0; sent < 10_000; sent++) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
                if (!retry.pause(Duration.ofMillis(5))) {
                    break;
                }
            }
            return true;
        });
        RegistryConnection connection =
                new RegistryConnection(SchemaRegistryConfig.of(settings(false)), Duration.ofMillis(300));

        // Then
        assertThatThrownBy(() -> connection.send(URI.create(server.address() + "/slow"), Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no complete response");
    }

    @Test
    void retriesAnswerThatIsCutOff() {
        // Given
        server.put(1, OTHER);
        server.lie((path, request, exchange) -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write("{\"schema\"".getBytes());
            exchange.getResponseBody().flush();
            return true;
        });

        // Then
        assertUnavailable(() -> registry(false).schema(1));
        server.beHonest();
        assertThat(registry(false).schema(1)).isEqualTo(OTHER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"500", "nonsense", "cut off"})
    void resolvesEachTypeByItself(String failure) {
        // Given
        init();
        server.lie((path, request, exchange) -> {
            boolean lies = request.contains("ParcelCancelled");
            if (lies && !failure.equals("cut off")) {
                LyingRegistry.send(exchange, failure.equals("500") ? 500 : 200, "{\"error_code\":0}");
            }
            return lies;
        });

        // When
        EventSchemas schemas = started(false);

        // Then
        await().untilAsserted(() -> assertThat(schemas.unresolved()).containsExactly("parcel.cancelled"));
        assertThat(schemas.id(PAID)).isPresent();
        assertThat(reason(schemas)).contains("parcel.cancelled: the schema registry failed to look up");
        server.beHonest();
        await().until(() -> health(schemas).getStatus() == Status.UP);
    }

    @Test
    void refusesEventsWhileRegistryLacksTheirIds() {
        // Given
        init();
        EventSchemas schemas = started(false);
        assertThat(health(schemas).getStatus()).isEqualTo(Status.UP);
        int id = schemas.id(PAID).orElseThrow();

        // When
        server.clear();

        // Then
        await().until(() -> schemas.id(PAID).isEmpty());
        assertThat(health(schemas).getStatus()).isEqualTo(Status.DOWN);
        assertThat(reason(schemas))
                .contains("parcel.paid: the registry no longer has schema id " + id + ", which records of");
        assertThat(meters.get("sluice.schema.ids.lost").gauge().value()).isEqualTo(3);
        assertThatThrownBy(() -> registry(false).id(PAID.topic(), PAID.schema()))
                .isInstanceOf(SchemaRejectedException.class);
        init();
        await().until(() -> health(schemas).getStatus() == Status.UP);
        assertThat(schemas.id(PAID)).hasValue(id);
        assertThat(meters.get("sluice.schema.ids.lost").gauge().value()).isZero();
    }

    @Test
    void refusesEventsWhileRegistryHasOtherSchemasForTheirIds() {
        // Given
        init();
        EventSchemas schemas = started(false);
        int id = schemas.id(PAID).orElseThrow();

        // When
        server.clear();
        server.put(id, OTHER);
        server.put(100, PAID.schema());

        // Then
        await().until(() -> schemas.id(PAID).isEmpty());
        assertThat(reason(schemas)).contains("the registry now has n.Other for schema id " + id);
        assertUnavailable(() -> registry(false).schema(id));
    }

    @Test
    void registersLostSchemasAgainInDev() {
        // Given
        EventSchemas schemas = started(true);
        int id = schemas.id(PAID).orElseThrow();

        // When
        server.clear();
        server.put(id, OTHER);

        // Then
        await().until(() -> !schemas.id(PAID).isEmpty() && schemas.id(PAID).getAsInt() != id);
        await().until(() -> health(schemas).getStatus() == Status.UP);
        await().untilAsserted(() -> assertThat(registry(true).schema(id)).isEqualTo(OTHER));
        assertThat(WireSchema.isSame(registry(true).schema(schemas.id(PAID).orElseThrow()), PAID.schema()))
                .isTrue();
    }

    @Test
    void rejectsUnknownIdOnlyIfRegistryIsComplete() {
        // Given
        init();
        SchemaRegistry registry = registry(false);
        int id = registry.declare(PAID.topic(), PAID.schema());

        // Then
        assertThatThrownBy(() -> registry.schema(1000)).isInstanceOf(SchemaRejectedException.class);
        server.clear();
        assertUnavailable(() -> registry.schema(1001));
        server.put(id, OTHER);
        assertUnavailable(() -> registry.schema(1002));
    }

    @Test
    void rejectsNoIdAfterStartWithEmptyRegistry() {
        // Given
        started(false);

        // Then
        assertUnavailable(() -> registry(false).schema(1000));
        init();
        await().untilAsserted(() ->
                assertThatThrownBy(() -> registry(false).schema(1001)).isInstanceOf(SchemaRejectedException.class));
    }

    private static void assertUnavailable(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(SchemaRegistryUnavailableException.class);
    }

    @Test
    void namesHostThatDoesNotResolve() {
        SchemaRegistry unresolved =
                SchemaRegistry.of(Map.of("schema.registry.url", "http://no-such-host.invalid:8081"));

        assertThatThrownBy(() -> unresolved.schema(1))
                .isInstanceOf(SchemaRegistryUnavailableException.class)
                .hasMessageContaining("no such host: no-such-host.invalid");
    }
}
