package dev.sluice.example.orders.chaos;

import static dev.sluice.testing.Waits.LONG_LIMIT;
import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.sluice.example.orders.Orders;
import dev.sluice.example.orders.chaos.Dependencies.Dependency;
import dev.sluice.testing.JsonLog;
import dev.sluice.testing.Replica;
import dev.sluice.testing.SluiceApi;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Health probes of two processes with different roles while the servers that they depend on, or their names, become available for
 * the first time, fail and recover. See docs/health.md.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class DependenciesIT {

    /** Long enough for each client to look a name up again, and for effects on the probes unless Kafka is unavailable. */
    private static final Duration OUTAGE = Duration.ofSeconds(5);

    /** Long enough for the effects of Kafka's outage: requests to it time out after 10 s. */
    private static final Duration LONG_OUTAGE = Duration.ofSeconds(12);

    /** After it, Kubernetes kills a process by default. Docker-compose and the manifests grant more. */
    private static final Duration GRACE_PERIOD = Duration.ofSeconds(30);

    /** Off, since Kafka's clients log each broken connection. The field keeps the logger from being collected. */
    private static final Logger KAFKA_LOGGER = Logger.getLogger("org.apache.kafka");

    private final Dependencies dependencies = new Dependencies();
    private Replica ingress;
    private Replica workers;

    @BeforeAll
    void launch() {
        KAFKA_LOGGER.setLevel(Level.OFF);
        ingress = Replica.launch("dependencies-ingress", settings("ingress,query"));
        workers = Replica.launch("dependencies-workers", settings("processing,projection"));
    }

    private Map<String, String> settings(String roles) {
        Map<String, String> settings = new HashMap<>(dependencies.settings());
        settings.put("sluice.roles", roles);
        settings.put("quarkus.log.console.json.enabled", "true");
        settings.put("sluice.admin.topics.verify-interval", "2s");
        settings.put("sluice.registry.verify-interval", "2s");
        return settings;
    }

    @AfterAll
    void close() {
        Stream.of(ingress, workers).forEach(Replica::close);
        dependencies.close();
    }

    @TestFactory
    Stream<DynamicTest> processesSurviveOutages() {
        List<Dependency> all = dependencies.all();
        return Stream.of(
                        Stream.of(DynamicTest.dynamicTest("servers start after the processes", () -> startLate(all))),
                        all.stream()
                                .map(dependency -> DynamicTest.dynamicTest(
                                        dependency + " fails and recovers", () -> failAndRecover(dependency))),
                        Stream.of(DynamicTest.dynamicTest("all fail and recover", () -> failTogether(all))),
                        Stream.of(DynamicTest.dynamicTest("a topic is recreated", this::recreateTopic)),
                        Stream.of(DynamicTest.dynamicTest("the processes stop without servers", () -> stop(all))),
                        Stream.of(DynamicTest.dynamicTest("every log line is JSON", this::readLogs)))
                .flatMap(tests -> tests);
    }

    private void startLate(List<Dependency> all) {
        List<Dependency> unavailable = new ArrayList<>(all);
        assertReadinessWaitsFor(unavailable);
        for (Dependency next : all) {
            // When
            next.start().run();
            dependencies.setNameKnown(next, true);
            unavailable.remove(next);

            // Then
            assertReadinessWaitsFor(unavailable);
        }
        assertThatAnOrderIsConfirmed();
    }

    private void failAndRecover(Dependency dependency) {
        // When
        dependency.stop().run();

        // Then
        await().atMost(LONG_LIMIT).untilAsserted(() -> {
            assertThat(post("ord-outage") == 201).isEqualTo(dependency.publishing());
            assertThat(given().get(ingress.address() + "/orders").statusCode() == 200)
                    .isEqualTo(dependency.queries());
        });
        assertNothingChangesFor(dependency.publishing() ? OUTAGE : LONG_OUTAGE);

        // When
        dependencies.setNameKnown(dependency, false);
        dependency.start().run();

        // Then
        assertNothingChangesFor(OUTAGE);

        // When
        dependencies.setNameKnown(dependency, true);

        // Then
        assertThatAnOrderIsConfirmed();
        assertReadinessWaitsFor(List.of());
    }

    private void failTogether(List<Dependency> all) {
        // When
        all.forEach(dependency -> dependencies.setNameKnown(dependency, false));
        all.forEach(dependency -> dependency.stop().run());

        // Then
        assertNothingChangesFor(LONG_OUTAGE);
        assertThat(post("ord-outage")).isNotEqualTo(201);

        // When
        all.forEach(dependency -> dependency.start().run());
        all.forEach(dependency -> dependencies.setNameKnown(dependency, true));

        // Then
        assertThatAnOrderIsConfirmed();
        assertReadinessWaitsFor(List.of());
    }

    private void assertNothingChangesFor(Duration duration) {
        await().during(duration)
                .atMost(duration.plus(LONG_LIMIT))
                .untilAsserted(() -> assertReadinessWaitsFor(List.of()));
    }

    private void recreateTopic() {
        // Given
        String order = "ord-" + UUID.randomUUID();
        post("order.created", Orders.created(order, "customer-" + order));
        post("order.paid", Orders.paid(order, "customer-" + order));
        awaitStatus(order, "shipping");

        // When
        dependencies.recreateTopic("shipments");

        // Then
        await().atMost(LONG_LIMIT).untilAsserted(() -> given().get(workers.management("health/ready"))
                .then()
                .body("checks.find { it.name == 'projection' }.status", equalTo("DOWN"))
                .body("checks.find { it.name == 'projection' }.data.unread", containsString("shipments-")));
        given().get(workers.management("health/live")).then().statusCode(200);
        given().get(workers.management("metrics"))
                .then()
                .body(containsString("sluice_positions_invalid{part=\"projection\",reason=\"recreated\"} "))
                .body(not(containsString("sluice_positions_invalid{part=\"projection\",reason=\"recreated\"} 0.0")));
    }

    private void stop(List<Dependency> all) {
        // Given
        all.forEach(dependency -> dependencies.setNameKnown(dependency, false));
        all.forEach(dependency -> dependency.stop().run());
        var open = CompletableFuture.supplyAsync(() -> post("ord-open"));

        // When
        long begin = System.nanoTime();
        List<Replica> replicas = List.of(ingress, workers);
        replicas.forEach(Replica::terminate);

        // Then
        for (Replica replica : replicas) {
            assertThat(replica.awaitExit()).isIn(0, 1);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(GRACE_PERIOD);
        assertThat(open.join()).isNotEqualTo(201);
    }

    private void readLogs() throws IOException {
        // Then
        assertThat(JsonLog.read(ingress.log())).isNotEmpty();
        assertThat(JsonLog.read(workers.log())).isNotEmpty();
    }

    /** Asserts that both processes are live, and unready only because of servers that have never been available. */
    private void assertReadinessWaitsFor(List<Dependency> neverAvailable) {
        await().atMost(LONG_LIMIT)
                .ignoreExceptionsInstanceOf(ConnectException.class)
                .untilAsserted(() -> {
                    assertThat(downChecks(ingress))
                            .containsExactlyElementsOf(
                                    sorted(neverAvailable.stream().flatMap(each -> each.ingressChecks().stream())));
                    assertThat(downChecks(workers))
                            .containsExactlyElementsOf(
                                    sorted(neverAvailable.stream().flatMap(each -> each.workerChecks().stream())));
                    for (Dependency dependency : neverAvailable) {
                        assertThat(ready(ingress)).contains(dependency.host());
                        if (!dependency.workerChecks().isEmpty()) {
                            assertThat(ready(workers)).contains(dependency.host());
                        }
                    }
                });
        for (Replica replica : List.of(ingress, workers)) {
            assertThat(replica.isAlive()).isTrue();
            given().get(replica.management("health/started")).then().statusCode(200);
            given().get(replica.management("health/live")).then().statusCode(200);
        }
    }

    private static String ready(Replica replica) {
        return given().get(replica.management("health/ready")).asString();
    }

    private static TreeSet<String> sorted(Stream<String> names) {
        return names.collect(TreeSet::new, TreeSet::add, TreeSet::addAll);
    }

    private static TreeSet<String> downChecks(Replica replica) {
        List<String> names =
                given().get(replica.management("health/ready")).path("checks.findAll { it.status == 'DOWN' }.name");
        return new TreeSet<>(names);
    }

    private int post(String order) {
        return post("order.created", Orders.created(order, "customer-" + order));
    }

    private int post(String type, String event) {
        return SluiceApi.at(ingress.address()).publish(type, event).extract().statusCode();
    }

    private void assertThatAnOrderIsConfirmed() {
        String order = "ord-" + UUID.randomUUID();
        await().atMost(LONG_LIMIT).until(() -> post(order) == 201);
        awaitStatus(order, "confirmed");
    }

    private void awaitStatus(String order, String status) {
        await().atMost(LONG_LIMIT).untilAsserted(() -> given().get(ingress.address() + "/orders/" + order)
                .then()
                .statusCode(200)
                .body("status", equalTo(status)));
    }
}
