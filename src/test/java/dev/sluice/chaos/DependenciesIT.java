package dev.sluice.chaos;

import static dev.sluice.testing.Waits.LONG_LIMIT;
import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.sluice.chaos.Dependencies.Dependency;
import dev.sluice.testing.JsonLog;
import dev.sluice.testing.Orders;
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
 * Two processes of the package, which share the roles: what their probes say while the servers that they need come for the first
 * time, go and come again. See docs/health.md.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class DependenciesIT {

    /** Beyond this an outage tells the probes nothing new: connections are closed, and answers of Kafka are unknown after 10 s. */
    private static final Duration OUTAGE = Duration.ofSeconds(20);

    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");

    private final Dependencies dependencies = new Dependencies();
    private Replica ingress;
    private Replica workers;

    @BeforeAll
    void launch() {
        KAFKA.setLevel(Level.OFF);
        ingress = Replica.launch("dependencies-ingress", with("ingress"));
        workers = Replica.launch("dependencies-workers", with("processing,projection"));
    }

    private Map<String, String> with(String roles) {
        Map<String, String> settings = new HashMap<>(dependencies.settings());
        settings.put("sluice.roles", roles);
        settings.put("quarkus.log.console.json.enabled", "true");
        return settings;
    }

    @AfterAll
    void close() {
        Stream.of(ingress, workers).forEach(Replica::close);
        dependencies.close();
    }

    @TestFactory
    Stream<DynamicTest> noneOfThemEndsOrRestartsAProcess() {
        List<Dependency> all = dependencies.all();
        return Stream.of(
                        Stream.of(DynamicTest.dynamicTest("they come after the processes", () -> comeLate(all))),
                        all.stream()
                                .map(dependency -> DynamicTest.dynamicTest(
                                        dependency + " goes and comes", () -> goAndCome(dependency))),
                        Stream.of(DynamicTest.dynamicTest("a topic is made anew", this::topicMadeAnew)),
                        Stream.of(DynamicTest.dynamicTest("all of it is told in the log", this::logsAreWhole)))
                .flatMap(tests -> tests);
    }

    private void comeLate(List<Dependency> away) {
        List<Dependency> left = new ArrayList<>(away);
        assertThatTheyWaitFor(left);
        for (Dependency next : away) {
            // When
            next.start().run();
            left.remove(next);

            // Then
            assertThatTheyWaitFor(left);
        }
        assertThatAnOrderGetsThrough();
    }

    private void goAndCome(Dependency dependency) {
        // When
        dependency.stop().run();

        // Then
        await().atMost(LONG_LIMIT).untilAsserted(() -> {
            assertThat(post("ord-meanwhile") == 201).isEqualTo(dependency.publishing());
            assertThat(given().get(ingress.address() + "/orders").statusCode() == 200)
                    .isEqualTo(dependency.queries());
        });
        await().during(OUTAGE).atMost(OUTAGE.plus(LONG_LIMIT)).untilAsserted(() -> assertThatTheyWaitFor(List.of()));

        // When
        dependency.start().run();

        // Then
        assertThatAnOrderGetsThrough();
        assertThatTheyWaitFor(List.of());
    }

    private void topicMadeAnew() {
        // Given
        String order = "ord-" + UUID.randomUUID();
        post("order.created", Orders.created(order, "customer-" + order));
        post("order.paid", Orders.paid(order, "customer-" + order));
        awaitStatus(order, "shipping");

        // When
        dependencies.makeAnew("shipments");

        // Then
        await().atMost(LONG_LIMIT).untilAsserted(() -> given().get(workers.management("health/ready"))
                .then()
                .body("checks.find { it.name == 'projection' }.status", equalTo("DOWN"))
                .body("checks.find { it.name == 'projection' }.data.unread", containsString("shipments-")));
        given().get(workers.management("health/live")).then().statusCode(200);
        given().get(workers.management("metrics"))
                .then()
                .body(containsString("sluice_projection_unread_partitions 1.0"));
    }

    private void logsAreWhole() throws IOException {
        // When
        Stream.of(ingress, workers).forEach(Replica::close);

        // Then
        assertThat(JsonLog.read(ingress.log())).isNotEmpty();
        assertThat(JsonLog.read(workers.log())).isNotEmpty();
    }

    /** They live whatever is away, and are ready if nothing is that has never been there. */
    private void assertThatTheyWaitFor(List<Dependency> away) {
        await().atMost(LONG_LIMIT)
                .ignoreExceptionsInstanceOf(ConnectException.class)
                .untilAsserted(() -> {
                    assertThat(down(ingress))
                            .containsExactlyElementsOf(names(away.stream().flatMap(each -> each.ofIngress().stream())));
                    assertThat(down(workers))
                            .containsExactlyElementsOf(names(away.stream().flatMap(each -> each.ofWorkers().stream())));
                });
        for (Replica each : List.of(ingress, workers)) {
            assertThat(each.isAlive()).isTrue();
            given().get(each.management("health/started")).then().statusCode(200);
            given().get(each.management("health/live")).then().statusCode(200);
        }
    }

    private static TreeSet<String> names(Stream<String> names) {
        return names.collect(TreeSet::new, TreeSet::add, TreeSet::addAll);
    }

    private static TreeSet<String> down(Replica replica) {
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

    private void assertThatAnOrderGetsThrough() {
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
