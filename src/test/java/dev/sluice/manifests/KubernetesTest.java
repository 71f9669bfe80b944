package dev.sluice.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in deploy/kubernetes, as it is written, and as kustomize makes it for each overlay. */
@Execution(ExecutionMode.CONCURRENT)
class KubernetesTest {

    private static final String[] PARTS = {"base", "kafka", "monitoring", "autoscaling"};

    @Test
    void agreesWithTheApplication() {
        // When
        Manifests manifests = Manifests.of(Manifests.text(PARTS));

        // Then
        assertThat(Agreement.faults(manifests)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "production"})
    void eachOverlayAgreesWithTheApplication(String overlay) {
        // When
        Manifests manifests = Manifests.of(Manifests.rendered(overlay));

        // Then
        assertThat(Agreement.faults(manifests)).isEmpty();
    }

    static Stream<Path> files() {
        return Manifests.files(Manifests.FOLDER).stream().filter(file -> !Manifests.isKustomization(file));
    }

    @ParameterizedTest
    @MethodSource("files")
    void eachFileHasTypesAlone(Path file) {
        // Given
        List<JsonNode> documents = Manifests.documents(Manifests.read(file));

        // When
        documents.forEach(StrictTypes::parse);

        // Then
        assertThat(documents).isNotEmpty();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            name: orders.dlq                 | name: order.dlq                 | topics: the set
            retention.ms: 7776000000         | retention.ms: 7776000           | the topic is
            partitions: 6                    | partitions: 12                  | the topic is
            containerPort: 8080              | containerPort: 8081             | port http is 8081, not 8080
            containerPort: 9000              | containerPort: 9001             | port management is 9001, not 9000
            - port: 9000                     | - port: 9001                    | what is let in
            port: 9093                       | port: 9094                      | address is sluice-kafka-bootstrap:9094
            path: /q/health/live             | path: /health/live              | path of the probe
            SLUICE_ROLES                     | SLUICE_ROLE                     | SLUICE_ROLE is no setting
            POSTGRESQL_URL                   | POSTGRES_URL                    | POSTGRES_URL is no setting
            SCHEMA_REGISTRY_URL=             | SCHEMA_REGISTRY_URI=            | SCHEMA_REGISTRY_URI is no setting
            QUARKUS_INIT_AND_EXIT            | QUARKUS_PACKAGE_JAR_TYPE        | QUARKUS_PACKAGE_JAR_TYPE is no setting
            value: projection                | value: projections              | there is no role projections
            terminationGracePeriodSeconds: 45| terminationGracePeriodSeconds: 28| s to stop
            readOnlyRootFilesystem: true     | readOnlyRootFilesystem: false   | readOnlyRootFilesystem
            name: sluice-processing-         | name: sluice-                   | it needs not write transactionalid sluice-*
            consumerGroup: order-projection  | consumerGroup: orders-projection| no group orders-projection reads
            maxReplicaCount: 6               | maxReplicaCount: 12             | maxReplicaCount is 12, not 6
            version: 4.1.2                   | version: 4.0.0                  | version is 4.0.0
            strimzi.io/pool-name: brokers    | strimzi.io/component-type: kafka | what keeps from a node
            secretName: sluice-cluster-ca-cert| secretName: kafka-cluster-ca-cert | authority is kafka-cluster-ca-cert
            targetPort: management           | targetPort: metrics             | has no port metrics
            path: /q/metrics                 | path: /metrics                  | path is /metrics
            """)
    void whatIsBrokenIsFound(String text, String broken, String fault) {
        // Given
        String manifests = Manifests.text(PARTS);
        assertThat(manifests).contains(text);

        // When
        List<String> faults = Agreement.faults(Manifests.of(manifests.replace(text, broken)));

        // Then
        assertThat(faults).anyMatch(found -> found.contains(fault));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            readinessProbe:              | readynessProbe:
            minReadySeconds: 10          | minReadySecond: 10
            whenUnsatisfiable:           | whenUnsatisfied:
            maxUnavailable: 1            | maxUnavailables: 1
            podSelector:                 | podSelectors:
            replicas: 3                  | replica: 3
            scram-sha-512                | scram-sha-1024
            minAvailableRatioPerVolume:  | minAvailableRatio:
            patternType: prefix          | pattern: prefix
            interval: 15s                | every: 15s
            pollingInterval: 15          | pollInterval: 15
            configMapTargetRef:          | configMapRef:
            runbook_url:                 | runbook_url: x\\n            runbook_url:
            """)
    void whatATypeDoesNotHaveIsFound(String text, String broken) {
        // Given
        String manifests = Manifests.text(PARTS);
        assertThat(manifests).contains(text);

        // When, Then
        assertThatThrownBy(() -> Manifests.of(manifests.replace(text, broken.replace("\\n", "\n"))))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void theAlertsAreThoseOfPrometheus() {
        // Given
        JsonNode rules = Manifests.documents(Manifests.read(Path.of("deploy/prometheus/sluice-alerts.yaml")))
                .get(0);

        // When
        JsonNode resource = Manifests.documents(Manifests.read(Manifests.FOLDER.resolve("monitoring/alerts.yaml")))
                .get(0);

        // Then
        assertThat(resource.get("spec")).as("run deploy/kubernetes/alerts.sh").isEqualTo(rules);
    }
}
