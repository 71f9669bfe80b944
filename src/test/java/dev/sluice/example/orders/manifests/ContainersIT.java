package dev.sluice.example.orders.manifests;

import static dev.sluice.testing.Waits.LONG_LIMIT;
import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.sluice.example.orders.Orders;
import dev.sluice.testing.EventLog;
import dev.sluice.testing.EventLog.Entry;
import dev.sluice.testing.SluiceApi;
import dev.sluice.testing.TestLanes;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/**
 * The images, compose files and pods in a container engine: {@code ./mvnw verify -Pcontainers}. It needs the ports of
 * docker-compose.yml. {@code SLUICE_DOCKERFILE} selects the image, as for compose.
 */
@Tag(TestLanes.CONTAINERS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class ContainersIT {

    private static final URI SLUICE = URI.create("http://localhost:8080");
    private static final URI MANAGEMENT = URI.create("http://localhost:9000");
    /** The container that a test starts beside those of compose. */
    private static final String OTHER = "sluice-containers-other";

    private static final URI OTHER_SLUICE = URI.create("http://localhost:18080");
    private static final URI OTHER_MANAGEMENT = URI.create("http://localhost:19000");
    private static final String TYPE = "order.created";
    private static final int SIGTERM = 143;
    private static final String MORE_THAN_ENOUGH = "768m";
    private static final boolean IS_NATIVE =
            !"Dockerfile.jvm".equals(System.getenv().getOrDefault("SLUICE_DOCKERFILE", "Dockerfile.native"));
    /** The least memory of docs/how-to/deploy.md. */
    private static final String LEAST_MEMORY = IS_NATIVE ? "192m" : "512m";

    private final EventLog log = new EventLog("localhost:9092", "http://localhost:8081/apis/ccompat/v7");
    private Compose compose;

    @AfterAll
    void removeContainers() {
        if (compose != null) {
            compose.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> runsWithOneBroker() {
        return inEngine(
                dynamicTest("the image is built, and starts on empty volumes", () -> start()),
                running("data is kept", this::keepsData),
                running("the process is killed under load", this::losesNothingWhenKilled),
                running("Sluice is stopped while Kafka is unavailable", this::stopsWithoutKafka),
                running("names do not resolve", this::waitsForNames),
                running("init cannot resolve names", this::initReportsNames),
                running("the root is read-only without /tmp", this::requiresTemporaryFolder),
                running("pods run with their rights and limits", this::runsAsInPods),
                running("the least memory suffices under load", this::runsInLeastMemory));
    }

    /** Starts and stops as often as {@code -Dcontainers.rounds} says. */
    @TestFactory
    Stream<DynamicTest> startsAndStops() {
        return inEngine(IntStream.rangeClosed(1, Integer.getInteger("containers.rounds", 1))
                .boxed()
                .flatMap(round -> Stream.of(
                        dynamicTest("round " + round + ": start on empty volumes", () -> start()),
                        running("round " + round + ": stop under load", this::stopsInOrder)))
                .toArray(DynamicTest[]::new));
    }

    @TestFactory
    Stream<DynamicTest> runsWithThreeBrokers() {
        return inEngine(
                dynamicTest("three brokers start on empty volumes", () -> start("docker-compose.cluster.yml")),
                running("brokers are stopped", this::keepsGuaranteesWithoutBrokers));
    }

    /** Returns the tests, or one that is skipped with the reason. */
    private static Stream<DynamicTest> inEngine(DynamicTest... tests) {
        return Compose.hasEngine()
                ? Stream.of(tests)
                : Stream.of(dynamicTest("a container engine answers", Compose::requireEngine));
    }

    /** Returns a test that finds everything running, also after a failed test. */
    private DynamicTest running(String name, Executable test) {
        return dynamicTest(name, () -> {
            compose.run("up", "--detach");
            awaitReady(MANAGEMENT);
            test.execute();
        });
    }

    private void start(String... more) {
        // Given
        removeContainers();
        compose = new Compose("sluice-containers", more);
        compose.close();

        // When
        compose.run("up", "--build", "--detach");

        // Then
        awaitReady(MANAGEMENT);
        String order = "ord-" + UUID.randomUUID();
        publish(order);
        awaitConfirmed(order);
        assertThat(Compose.exitCode(compose.container("sluice-init"))).isZero();
    }

    private static void awaitReady(URI management) {
        await().atMost(LONG_LIMIT).ignoreExceptions().untilAsserted(() -> given().get(management + "/q/health/ready")
                .then()
                .statusCode(200));
    }

    private static void publish(String order) {
        SluiceApi.at(SLUICE)
                .publish(TYPE, Orders.created(order, "customer-" + order))
                .statusCode(201);
    }

    private static void awaitConfirmed(String order) {
        await().atMost(LONG_LIMIT).ignoreExceptions().untilAsserted(() -> given().get(SLUICE + "/orders/" + order)
                .then()
                .statusCode(200)
                .body("status", equalTo("confirmed")));
    }

    private void keepsData() {
        // Given
        String order = "ord-" + UUID.randomUUID();
        publish(order);
        awaitConfirmed(order);

        // When
        compose.run("down");
        compose.run("up", "--detach");

        // Then
        awaitReady(MANAGEMENT);
        awaitConfirmed(order);
        publish("ord-" + UUID.randomUUID());
    }

    private void losesNothingWhenKilled() {
        // Given
        try (Load load = new Load(SLUICE)) {
            await().until(() -> load.acknowledged().size() > 500);

            // When
            compose.run("kill", "-s", "KILL", "sluice");
            compose.run("start", "sluice");

            // Then
            awaitReady(MANAGEMENT);
            int before = load.acknowledged().size();
            await().until(() -> load.acknowledged().size() > before);
            load.close();
            assertThatNothingIsLost(load);
        }
    }

    /** Waits until no transaction of a killed process hides what was written after it. */
    private void assertThatNothingIsLost(Load load) {
        await().untilAsserted(() -> {
            List<String> keys = log.all("orders", entry -> entry.key().startsWith(load.prefix())).stream()
                    .filter(entry -> TYPE.equals(entry.type()))
                    .map(Entry::key)
                    .toList();
            assertThat(keys).doesNotHaveDuplicates().containsAll(load.acknowledged());
        });
    }

    private void stopsInOrder() {
        // Given
        Load load = new Load(SLUICE);
        try (load) {
            await().until(() -> load.acknowledged().size() > 500);

            // When
            compose.run("stop");
        }

        // Then
        String sluice = compose.container("sluice");
        assertThat(Compose.exitCode(sluice)).isZero();
        assertThat(lastStart(Compose.docker("logs", sluice))).noneMatch(line -> line.contains("\"ERROR\""));
        assertThat(Compose.exitCode(compose.container("kafka"))).isEqualTo(SIGTERM);
        compose.run("up", "--detach");
        awaitReady(MANAGEMENT);
        assertThatNothingIsLost(load);
    }

    /** Returns the lines since the last start. */
    private static List<String> lastStart(String log) {
        List<String> lines = log.lines().toList();
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (lines.get(i).contains("Installed features")) {
                return lines.subList(i, lines.size());
            }
        }
        return lines;
    }

    private void stopsWithoutKafka() {
        // Given
        String sluice = compose.container("sluice");
        try (Load load = new Load(SLUICE)) {
            await().until(() -> load.acknowledged().size() > 500);
            compose.run("stop", "kafka");

            // When
            compose.run("stop", "sluice");

            // Then
            assertThat(Compose.exitCode(sluice)).as("not killed").isIn(0, 1);

            // When
            compose.run("up", "--detach");

            // Then
            awaitReady(MANAGEMENT);
            load.close();
            assertThatNothingIsLost(load);
        }
    }

    private void waitsForNames() {
        // When
        String container = runOther(
                MORE_THAN_ENOUGH,
                Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        "kafka.absent:19092",
                        "SCHEMA_REGISTRY_URL",
                        "http://registry.absent:8080",
                        "POSTGRESQL_URL",
                        "postgresql://postgresql.absent:5432/sluice"));
        try {
            // Then
            await().atMost(LONG_LIMIT).ignoreExceptions().untilAsserted(() -> given().get(
                            OTHER_MANAGEMENT + "/q/health/ready")
                    .then()
                    .statusCode(503)
                    .body(containsString("kafka.absent"))
                    .body(containsString("registry.absent"))
                    .body(containsString("postgresql.absent")));
            given().get(OTHER_MANAGEMENT + "/q/health/live").then().statusCode(200);
            assertThat(Compose.isRunning(container)).isTrue();
        } finally {
            Compose.remove(container);
        }
    }

    private void initReportsNames() {
        // When
        String container = runOther(
                MORE_THAN_ENOUGH,
                Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        "kafka.absent:19092",
                        "SLUICE_ROLES",
                        "task",
                        "QUARKUS_INIT_AND_EXIT",
                        "true"));
        try {
            // Then
            assertThat(Compose.awaitExit(container)).isOne();
            assertThat(Compose.docker("logs", container).lines())
                    .anyMatch(line -> line.contains("\"ERROR\"") && line.contains("kafka.absent"));
        } finally {
            Compose.remove(container);
        }
    }

    private void requiresTemporaryFolder() {
        assumeFalse(IS_NATIVE, "a native binary writes no files");

        // When
        Compose.docker("run", "--detach", "--name", OTHER, "--read-only", "--tmpfs", "/tmp:ro", "sluice");
        try {
            // Then
            assertThat(Compose.awaitExit(OTHER)).isOne();
            assertThat(Compose.docker("logs", OTHER).lines())
                    .singleElement()
                    .asString()
                    .startsWith("{")
                    .contains("/tmp is not writable");
        } finally {
            Compose.remove(OTHER);
        }
    }

    private void runsAsInPods() {
        compose.run("stop", "sluice");
        for (Deployment deployment : Manifests.of(Manifests.yaml("base")).all(Deployment.class)) {
            // When
            PodSpec pod = deployment.getSpec().getTemplate().getSpec();
            String roles = pod.getContainers().get(0).getEnv().stream()
                    .filter(variable -> variable.getName().equals("SLUICE_ROLES"))
                    .map(EnvVar::getValue)
                    .findFirst()
                    .orElseThrow();
            String memory = pod.getContainers()
                    .get(0)
                    .getResources()
                    .getLimits()
                    .get("memory")
                    .getAmount();
            String container = runOther(memory + "m", Map.of("SLUICE_ROLES", roles), "--user", user(pod));

            // Then
            try {
                awaitReady(OTHER_MANAGEMENT);
                Compose.docker("stop", "--time", pod.getTerminationGracePeriodSeconds() + "", container);
                assertThat(Compose.exitCode(container)).as(roles).isZero();
            } finally {
                Compose.remove(container);
            }
        }
    }

    private static String user(PodSpec pod) {
        return pod.getSecurityContext().getRunAsUser() + ":"
                + pod.getSecurityContext().getRunAsGroup();
    }

    private void runsInLeastMemory() {
        compose.run("stop", "sluice");

        // When
        String container = runOther(LEAST_MEMORY, Map.of());

        // Then
        try {
            awaitReady(OTHER_MANAGEMENT);
            try (Load load = new Load(OTHER_SLUICE)) {
                // Two busy cores need minutes.
                await().atMost(LONG_LIMIT.multipliedBy(3))
                        .until(() -> load.acknowledged().size() > 20_000);
                load.close();
                assertThatNothingIsLost(load);
            }
            assertThat(Compose.isRunning(container)).isTrue();
        } finally {
            Compose.remove(container);
        }
    }

    /**
     * Starts a container of the image beside those of compose, on their servers, with the rights of a pod.
     *
     * @param memory the memory limit
     * @param variables variables that differ from those of the service
     * @return the container
     */
    private String runOther(String memory, Map<String, String> variables, String... more) {
        List<String> arguments = new ArrayList<>(List.of("run", "--detach", "--name", OTHER));
        arguments.addAll(List.of("--network", compose.network()));
        arguments.addAll(List.of("--publish", "127.0.0.1:18080:8080", "--publish", "127.0.0.1:19000:9000"));
        arguments.addAll(List.of("--read-only", "--tmpfs", "/tmp:exec", "--cap-drop", "ALL"));
        arguments.addAll(List.of("--security-opt", "no-new-privileges", "--memory", memory, "--memory-swap", memory));
        Map<String, String> environment = environment(compose.container("sluice"));
        environment.putAll(variables);
        environment.forEach((name, value) -> arguments.addAll(List.of("--env", name + "=" + value)));
        arguments.addAll(List.of(more));
        arguments.add("sluice");
        Compose.docker(arguments.toArray(String[]::new));
        return OTHER;
    }

    /** Returns the variables of a container that the compose files set. */
    private static Map<String, String> environment(String container) {
        Map<String, String> environment = new TreeMap<>();
        Compose.docker("inspect", "--format", "{{range .Config.Env}}{{println .}}{{end}}", container)
                .lines()
                .filter(line -> line.matches("(KAFKA|SCHEMA|POSTGRESQL|SLUICE)_.*"))
                .forEach(line -> environment.put(line.split("=", 2)[0], line.split("=", 2)[1]));
        return environment;
    }

    private void keepsGuaranteesWithoutBrokers() {
        try (Load load = new Load(SLUICE)) {
            await().until(() -> load.acknowledged().size() > 500);

            // When
            compose.run("stop", "kafka-2");

            // Then
            int before = load.acknowledged().size();
            await().until(() -> load.acknowledged().size() > before + 500);

            // When
            compose.run("stop", "kafka-3");

            // Then
            SluiceApi.at(SLUICE)
                    .publish(TYPE, Orders.created("ord-refused", "customer-refused"))
                    .statusCode(anyOf(equalTo(503), equalTo(504)));

            // When
            compose.run("start", "kafka-2", "kafka-3");

            // Then
            int after = load.acknowledged().size();
            await().atMost(LONG_LIMIT).until(() -> load.acknowledged().size() > after + 500);
            load.close();
            assertThatNothingIsLost(load);
        }
    }
}
