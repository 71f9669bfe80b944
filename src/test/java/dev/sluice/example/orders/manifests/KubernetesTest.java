package dev.sluice.example.orders.manifests;

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

/** The manifests in deploy/kubernetes, as they are written and as kustomize renders each overlay. */
@Execution(ExecutionMode.CONCURRENT)
class KubernetesTest {

    private static final String[] DIRECTORIES = {"base", "kafka", "monitoring", "autoscaling"};

    @Test
    void matchesTheApplication() {
        // When
        Manifests manifests = Manifests.of(Manifests.yaml(DIRECTORIES));

        // Then
        assertThat(ManifestCheck.run(manifests)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "production"})
    void matchesTheApplicationInEachOverlay(String overlay) {
        // When
        Manifests manifests = Manifests.of(Manifests.kustomize(overlay));

        // Then
        assertThat(ManifestCheck.run(manifests)).isEmpty();
    }

    static Stream<Path> files() {
        return Manifests.files(Manifests.DIRECTORY).stream().filter(file -> !Manifests.isKustomization(file));
    }

    @ParameterizedTest
    @MethodSource("files")
    void containsOnlyKnownTypesAndProperties(Path file) {
        // Given
        List<JsonNode> documents = Manifests.documents(Manifests.read(file));

        // When
        documents.forEach(StrictParser::parse);

        // Then
        assertThat(documents).isNotEmpty();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            name: orders.dlq                 | name: order.dlq                 | topics: set of names
            retention.ms: 7776000000         | retention.ms: 7776000           | specification is
            partitions: 6                    | partitions: 12                  | specification is
            containerPort: 8080              | containerPort: 8081             | port http is 8081, not 8080
            containerPort: 9000              | containerPort: 9001             | port management is 9001, not 9000
            - port: 9000                     | - port: 9001                    | set of allowed ingress ports
            port: 9093                       | port: 9094                      | address is sluice-kafka-bootstrap:9094
            path: /q/health/live             | path: /health/live              | probe path
            SLUICE_ROLES                     | SLUICE_ROLE                     | SLUICE_ROLE is not a run-time setting
            POSTGRESQL_URL                   | POSTGRES_URL                    | POSTGRES_URL is not a run-time setting
            SCHEMA_REGISTRY_URL=             | SCHEMA_REGISTRY_URI=            | SCHEMA_REGISTRY_URI is not a run-time setting
            QUARKUS_INIT_AND_EXIT            | QUARKUS_PACKAGE_JAR_TYPE        | QUARKUS_PACKAGE_JAR_TYPE is not a run-time setting
            value: projection                | value: projections              | unknown component projections
            value: ingress,query             | value: ingress                  | list of components is
            value: ingress,query             | value: ingress,query,admin      | list of components is
            name: sluice-dead-letters        | name: sluice-dead               | missing ACL: write transactionalid sluice-dead-letters
            - admin                          | - operator                      | sluice-admin: egress allowed to the identity provider
            terminationGracePeriodSeconds: 45| terminationGracePeriodSeconds: 28| grace period of 28 s
            readOnlyRootFilesystem: true     | readOnlyRootFilesystem: false   | readOnlyRootFilesystem
            name: sluice-processing-         | name: sluice-                   | unnecessary ACL: write transactionalid sluice-*
            consumerGroup: sluice-projection  | consumerGroup: orders-projection| group orders-projection does not read
            maxReplicaCount: 6               | maxReplicaCount: 12             | maxReplicaCount is 12, not 6
            version: 4.1.2                   | version: 4.0.0                  | version is 4.0.0
            strimzi.io/pool-name: brokers    | strimzi.io/component-type: kafka | pod anti-affinity
            secretName: sluice-cluster-ca-cert| secretName: kafka-cluster-ca-cert | CA secret is kafka-cluster-ca-cert
            name: sluice-postgresql-ingress  | name: sluice-postgresql-init    | secret of POSTGRESQL_USERNAME
            targetPort: management           | targetPort: metrics             | has no port metrics
            path: /q/metrics                 | path: /metrics                  | path is /metrics
            """)
    void detectsMismatch(String text, String broken, String expected) {
        // Given
        String manifests = Manifests.yaml(DIRECTORIES);
        assertThat(manifests).contains(text);

        // When
        List<String> mismatches = ManifestCheck.run(Manifests.of(manifests.replace(text, broken)));

        // Then
        assertThat(mismatches).anyMatch(mismatch -> mismatch.contains(expected));
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
    void rejectsUnknownProperty(String text, String broken) {
        // Given
        String manifests = Manifests.yaml(DIRECTORIES);
        assertThat(manifests).contains(text);

        // When, Then
        assertThatThrownBy(() -> Manifests.of(manifests.replace(text, broken.replace("\\n", "\n"))))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void alertsEqualThoseOfPrometheus() {
        // Given
        JsonNode rules = Manifests.documents(Manifests.read(Path.of("deploy/prometheus/sluice-alerts.yaml")))
                .get(0);

        // When
        JsonNode resource = Manifests.documents(Manifests.read(Manifests.DIRECTORY.resolve("monitoring/alerts.yaml")))
                .get(0);

        // Then
        assertThat(resource.get("spec")).as("run deploy/kubernetes/alerts.sh").isEqualTo(rules);
    }
}
