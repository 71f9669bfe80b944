package dev.sluice.example.orders.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.testing.Programs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** docker-compose.yml, and docker-compose.cluster.yml, which replaces the broker with three. */
@Execution(ExecutionMode.CONCURRENT)
class ComposeTest {

    private static final String ONE_BROKER = "docker-compose.yml";
    private static final String THREE_BROKERS = "docker-compose.cluster.yml";

    static Stream<List<String>> variants() {
        return Stream.of(List.of(ONE_BROKER), List.of(ONE_BROKER, THREE_BROKERS));
    }

    @ParameterizedTest
    @MethodSource("variants")
    void dockerComposeAcceptsFiles(List<String> files) {
        // Given
        Path compose = Programs.require("docker-compose", "apt-get install docker-compose");
        List<String> arguments = new ArrayList<>();
        files.forEach(file -> arguments.addAll(List.of("-f", file)));
        arguments.add("config");

        // When
        JsonNode services = Manifests.documents(Programs.run(compose, arguments.toArray(String[]::new)))
                .get(0)
                .get("services");

        // Then
        assertThat(mismatches(services)).isEmpty();
    }

    @Test
    void matchesTheApplication() {
        // When
        JsonNode services = services(Manifests.read(Path.of(ONE_BROKER)));

        // Then
        assertThat(mismatches(services)).isEmpty();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            127.0.0.1:8080:8080 | 127.0.0.1:8080:8081 | ports
            SCHEMA_REGISTRY_URL | SCHEMA_REGISTRY     | SCHEMA_REGISTRY is not a run-time setting
            kafka:4.1.2         | kafka:latest        | image of kafka
            postgres:17.7       | postgres:16         | image of postgresql
            2.6.13.Final        | 2.6.12.Final        | image of registry
            stop_grace_period: 45s | stop_grace_period: 10s | grace period of 10 s
            service_completed_successfully | service_started | condition
            service_healthy     | service_started       | condition of kafka
            /tmp:exec           | /tmp                | tmpfs
            """)
    void detectsMismatch(String text, String broken, String expected) {
        // Given
        String compose = Manifests.read(Path.of(ONE_BROKER));
        assertThat(compose).contains(text);

        // When
        List<String> mismatches = mismatches(services(compose.replace(text, broken)));

        // Then
        assertThat(mismatches).anyMatch(mismatch -> mismatch.contains(expected));
    }

    private static JsonNode services(String compose) {
        return Manifests.documents(compose).get(0).get("services");
    }

    private static List<String> mismatches(JsonNode services) {
        Mismatches mismatches = new Mismatches();
        Application application = new Application(Map.of());
        for (String name : List.of("sluice", "sluice-init")) {
            services.get(name)
                    .get("environment")
                    .fieldNames()
                    .forEachRemaining(variable -> mismatches.expect(
                            EnvironmentVariables.ALL.isKnown(variable), name, variable + " is not a run-time setting"));
            mismatches.expectEqual(
                    name,
                    "tmpfs",
                    "/tmp:exec",
                    services.get(name).at("/tmpfs/0").asText());
        }
        JsonNode sluice = services.get("sluice");
        Set<String> ports = new TreeSet<>();
        sluice.get("ports")
                .forEach(port -> ports.add(
                        port.isObject()
                                ? port.get("target").asText()
                                : port.asText().replaceAll(".*:([0-9]+)(/tcp)?", "$1")));
        mismatches.expectEqual(
                "sluice", "ports", Set.of(application.port() + "", application.managementPort() + ""), ports);
        int grace = Integer.parseInt(sluice.get("stop_grace_period").asText().replace("s", ""));
        mismatches.expect(
                grace > 2 * application.maxShutdown().toSeconds(),
                "sluice",
                "grace period of " + grace + " s is not longer than twice a shutdown of " + application.maxShutdown());
        mismatches.expectEqual(
                "sluice",
                "condition",
                "service_completed_successfully",
                sluice.at("/depends_on/sluice-init/condition").asText());
        // Sluice depends on the servers itself, so that it is stopped before them.
        for (String name : List.of("sluice", "sluice-init")) {
            JsonNode on = services.get(name).get("depends_on");
            for (String server : List.of("kafka", "registry", "postgresql")) {
                mismatches.expectEqual(
                        name,
                        "condition of " + server,
                        "service_healthy",
                        on.path(server).path("condition").asText());
            }
        }

        String pom = Manifests.read(Path.of("pom.xml"));
        String postgresql = property(pom, "postgresql.version");
        services.fields().forEachRemaining(service -> {
            String name = service.getKey();
            JsonNode definition = service.getValue();
            mismatches.expect(definition.has("mem_limit"), name, "mem_limit is missing");
            if (!name.startsWith("sluice")) {
                mismatches.expect(definition.has("healthcheck"), name, "healthcheck is missing");
                String image = name.startsWith("kafka")
                        ? "apache/kafka:" + AppInfoParser.getVersion()
                        : name.equals("registry")
                                ? "apicurio/apicurio-registry-sql:" + property(pom, "apicurio.version")
                                : "postgres:" + postgresql.substring(0, postgresql.lastIndexOf('.'));
                mismatches.expectEqual(
                        name,
                        "image of " + name,
                        image,
                        // Without the digest, which .ci/pin-images adds.
                        definition.get("image").asText().replaceFirst("@.*", ""));
            }
        });
        return mismatches.messages();
    }

    private static String property(String pom, String name) {
        return pom.replaceAll("(?s).*<" + name + ">([^<]+)</.*", "$1");
    }
}
