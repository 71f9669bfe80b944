package dev.sluice.admin.topic;

import static dev.sluice.testing.Waits.LONG_LIMIT;
import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import dev.sluice.testing.ChildProcess;
import dev.sluice.testing.DevServers;
import dev.sluice.testing.InitProcess;
import dev.sluice.testing.NewTopics;
import dev.sluice.testing.PackagedApplication;
import dev.sluice.testing.Ports;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.response.ValidatableResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

/**
 * The package in production: instances are not ready while topics have harmful drift, and the init process removes it.
 */
@QuarkusIntegrationTest
class TopicsInitIT {

    private static final String HARMFUL_DRIFT = "sluice_topic_drift{harmful=\"true\"} ";

    DevServicesContext devServices;

    private final String topic = "declared-" + UUID.randomUUID();

    /** Returns the settings of production on the single broker of the test, with the test's topic declared. */
    private Map<String, String> production(int partitions, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "quarkus.profile",
                "prod",
                "sluice.security.anonymous",
                "operator",
                "sluice.instance",
                topic,
                "sluice.topics.defaults.replication-factor",
                "1",
                "sluice.topics.defaults.min-insync-replicas",
                "1",
                "sluice.topics." + topic + ".partitions",
                Integer.toString(partitions),
                "sluice.topics." + topic + ".config.\"retention.ms\"",
                "86400000"));
        settings.putAll(more);
        return settings;
    }

    private InitProcess init(int partitions, Map<String, String> more) {
        return InitProcess.run(topic, devServices, production(partitions, more));
    }

    private String setting(ValidatableResponse described, String key) {
        return described
                .extract()
                .jsonPath()
                .getMap("config", String.class, String.class)
                .get(key);
    }

    private ValidatableResponse described() {
        return given().get("/topics/" + topic).then().statusCode(200);
    }

    @Test
    void raisesPartitionsWithAWarningAndNeverReducesThem() throws Exception {
        // Given
        try (Admin admin = new DevServers(devServices).admin()) {
            NewTopics.create(admin, List.of(new NewTopic(topic, 3, (short) 1).configs(Map.of("retention.ms", "1000"))));
        }

        // When
        InitProcess raised = init(5, Map.of());
        InitProcess reduced = init(2, Map.of());

        // Then
        assertThat(raised.exit()).as(raised.log()).isZero();
        assertThat(raised.log()).contains("Raising the partitions of " + topic + " from 3 to 5: new events of a key");
        assertThat(reduced.exit()).as(reduced.log()).isOne();
        assertThat(reduced.log())
                .contains("Init task failed: topics: " + topic
                        + " has 5 partitions, not 2, which Sluice does not change");
        assertThat(described().extract().<Integer>path("partitionCount")).isEqualTo(5);
        assertThat(setting(described(), "retention.ms")).isEqualTo("86400000");
    }

    @Test
    void reportsRejectionByKafka() {
        // When
        InitProcess init = init(1, Map.of("sluice.topics." + topic + ".replication-factor", "3"));

        // Then
        assertThat(init.exit()).as(init.log()).isOne();
        assertThat(init.log())
                .contains("Init task failed: topics: " + topic + " is missing (")
                .contains("Init task completed: database");
        given().get("/topics/" + topic).then().statusCode(404);
    }

    @Test
    void isReadyOnceConcurrentInitProcessesHaveCreatedTopicsAndStaysReady() throws Exception {
        // Given
        Map<String, String> settings = new HashMap<>(devServices.devServicesProperties());
        int management = Ports.free();
        settings.putAll(production(3, Map.of()));
        settings.put("sluice.admin.topics.verify-interval", "1s");
        settings.put("quarkus.http.port", Integer.toString(Ports.free()));
        settings.put("quarkus.management.port", Integer.toString(management));
        String ready = "http://localhost:" + management + "/q/health/ready";
        String metrics = "http://localhost:" + management + "/q/metrics";
        var replica =
                new ChildProcess(PackagedApplication.command(settings), Path.of("target", topic + "-production.log"));
        try (replica) {
            await().atMost(LONG_LIMIT)
                    .ignoreExceptions()
                    .untilAsserted(() ->
                            given().get(ready).then().statusCode(503).body(containsString(topic + " is missing")));

            // When
            var other = CompletableFuture.supplyAsync(
                    () -> InitProcess.run(topic + "-other", devServices, production(3, Map.of())));
            InitProcess first = init(3, Map.of());
            InitProcess second = other.join();

            // Then
            for (InitProcess init : List.of(first, second)) {
                assertThat(init.exit()).as(init.log()).isZero();
                assertThat(init.log()).contains("Init task completed: topics", "Init task completed: database");
            }
            assertThat(first.log() + second.log()).contains(topic + " is missing");
            assertThat(described().extract().<Integer>path("partitionCount")).isEqualTo(3);
            assertThat(setting(described(), "retention.ms")).isEqualTo("86400000");
            await().atMost(LONG_LIMIT)
                    .untilAsserted(
                            () -> given().get(ready).then().statusCode(200).body(not(containsString(topic))));
            given().get(metrics).then().body(containsString(HARMFUL_DRIFT + "0.0"));

            // When
            InitProcess later = init(3, Map.of());

            // Then
            assertThat(later.exit()).as(later.log()).isZero();
            assertThat(later.log()).doesNotContain("Topic drift removed: ").contains("Init task completed: topics");

            // When
            try (Admin admin = new DevServers(devServices).admin()) {
                admin.deleteTopics(List.of(topic)).all().get();
            }

            // Then
            await().untilAsserted(() ->
                    given().get(ready).then().statusCode(200).body(containsString(topic + " is missing")));
            given().get(metrics).then().body(containsString(HARMFUL_DRIFT + "1.0"));
        }
    }
}
