package dev.sluice.example.orders.manifests;

import dev.sluice.admin.topic.DeclaredTopics;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.kafka.listener.GenericKafkaListener;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.nodepool.ProcessRoles;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.topic.KafkaTopicSpec;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;

/** Checks the Kafka cluster: version, address, encryption, credentials, replication and topics. */
final class ClusterCheck {

    private static final String CLUSTER = "strimzi.io/cluster";

    private final Manifests manifests;
    private final Application application;
    private final Mismatches mismatches = new Mismatches();

    private ClusterCheck(Manifests manifests, Application application) {
        this.manifests = manifests;
        this.application = application;
    }

    static List<String> run(Manifests manifests, Application application) {
        ClusterCheck check = new ClusterCheck(manifests, application);
        List<Kafka> clusters = manifests.all(Kafka.class);
        check.mismatches.expectEqual("Kafka", "number of clusters", 1, clusters.size());
        clusters.forEach(check::check);
        check.checkTopics();
        return check.mismatches.messages();
    }

    private void check(Kafka kafka) {
        String cluster = kafka.getMetadata().getName();
        mismatches.expectEqual(
                cluster,
                "version",
                AppInfoParser.getVersion(),
                kafka.getSpec().getKafka().getVersion());
        List.of(KafkaNodePool.class, KafkaTopic.class, KafkaUser.class)
                .forEach(type -> manifests.all(type).forEach(resource -> checkBelongs(resource, cluster)));

        GenericKafkaListener listener =
                kafka.getSpec().getKafka().getListeners().get(0);
        mismatches.expectEqual(
                cluster, "address", application.bootstrapServers(), cluster + "-kafka-bootstrap:" + listener.getPort());
        mismatches.expect(listener.isTls(), cluster, "the listener does not use TLS");
        mismatches.expectEqual(
                cluster, "authentication", "scram-sha-512", listener.getAuth().getType());

        int brokers = manifests.all(KafkaNodePool.class).stream()
                .filter(pool -> pool.getSpec().getRoles().contains(ProcessRoles.BROKER))
                .mapToInt(pool -> pool.getSpec().getReplicas())
                .sum();
        application
                .topics()
                .forEach((name, topic) -> mismatches.expect(
                        topic.replicas() <= brokers,
                        name,
                        topic.replicas() + " replicas do not fit on " + brokers + " brokers"));
        Map<String, Object> config = kafka.getSpec().getKafka().getConfig();
        mismatches.expectEqual(
                cluster, "auto.create.topics.enable", "false", text(config, "auto.create.topics.enable"));
        DeclaredTopics.Topic any = application.topics().values().iterator().next();
        mismatches.expectEqual(
                cluster,
                "default.replication.factor",
                any.replicas().toString(),
                text(config, "default.replication.factor"));
        mismatches.expectEqual(
                cluster,
                "min.insync.replicas",
                any.config().get("min.insync.replicas"),
                text(config, "min.insync.replicas"));

        mismatches.expect(
                kafka.getSpec().getKafka().getTemplate() == null,
                cluster,
                "the template would also apply to the pods of other pools");
        manifests.all(KafkaNodePool.class).forEach(pool -> checkSpread(pool, cluster));
        pods().forEach(pod -> checkCredentials(pod, cluster));
    }

    /** Expects at most one pod of each pool on a node. Pods of different pools may share a node. */
    private void checkSpread(KafkaNodePool pool, String cluster) {
        String name = pool.getMetadata().getName();
        List<PodAffinityTerm> terms = pool.getSpec()
                .getTemplate()
                .getPod()
                .getAffinity()
                .getPodAntiAffinity()
                .getRequiredDuringSchedulingIgnoredDuringExecution();
        mismatches.expectEqual(
                name,
                "pod anti-affinity",
                List.of(Map.of(CLUSTER, cluster, "strimzi.io/pool-name", name)),
                terms.stream()
                        .map(term -> term.getLabelSelector().getMatchLabels())
                        .toList());
    }

    private void checkBelongs(HasMetadata resource, String cluster) {
        mismatches.expectEqual(
                resource.getMetadata().getName(),
                CLUSTER,
                cluster,
                resource.getMetadata().getLabels().get(CLUSTER));
    }

    private Stream<PodTemplateSpec> pods() {
        return Stream.concat(
                        manifests.all(Deployment.class).stream()
                                .map(deployment -> deployment.getSpec().getTemplate()),
                        manifests.all(Job.class).stream()
                                .map(job -> job.getSpec().getTemplate()))
                .filter(PodCheck::isSluice);
    }

    private void checkCredentials(PodTemplateSpec pod, String cluster) {
        String component = pod.getMetadata().getLabels().get("app.kubernetes.io/component");
        Container container = pod.getSpec().getContainers().get(0);
        var credentials = container.getEnv().stream()
                .filter(variable -> variable.getName().equals("KAFKA_SASL_JAAS_CONFIG"))
                .map(variable -> variable.getValueFrom().getSecretKeyRef())
                .findFirst()
                .orElseThrow();
        mismatches.expectEqual(component, "user", "sluice-" + component, credentials.getName());
        mismatches.expectEqual(component, "secret key", "sasl.jaas.config", credentials.getKey());
        mismatches.expect(
                manifests.find(KafkaUser.class, credentials.getName()).isPresent(),
                component,
                "KafkaUser " + credentials.getName() + " does not exist");

        container.getEnv().stream()
                .filter(variable -> variable.getName().startsWith("POSTGRESQL_"))
                .forEach(variable -> {
                    String secret = variable.getValueFrom().getSecretKeyRef().getName();
                    // A generated secret has a hash after its name.
                    mismatches.expect(
                            secret.matches("sluice-postgresql-" + component + "(-[a-z0-9]{10})?"),
                            component,
                            "secret of " + variable.getName() + " is " + secret);
                });

        String trustStore = manifests.configuration().get("KAFKA_SSL_TRUSTSTORE_LOCATION");
        pod.getSpec().getVolumes().stream()
                .filter(volume -> volume.getName().equals("kafka-ca"))
                .forEach(volume -> mismatches.expectEqual(
                        component,
                        "CA secret",
                        cluster + "-cluster-ca-cert",
                        volume.getSecret().getSecretName()));
        container.getVolumeMounts().stream()
                .filter(mount -> mount.getName().equals("kafka-ca"))
                .forEach(mount ->
                        mismatches.expectEqual(component, "trust store", mount.getMountPath() + "/ca.crt", trustStore));
    }

    private void checkTopics() {
        Map<String, DeclaredTopics.Topic> declared = application.topics();
        Map<String, DeclaredTopics.Topic> actual = new TreeMap<>();
        manifests.all(KafkaTopic.class).forEach(topic -> actual.put(name(topic), of(topic.getSpec())));
        mismatches.expectEqual(
                "topics", "set of names", new TreeSet<>(declared.keySet()), new TreeSet<>(actual.keySet()));
        actual.forEach((name, topic) -> mismatches.expectEqual(name, "specification", declared.get(name), topic));
    }

    private static String name(KafkaTopic topic) {
        return Objects.requireNonNullElse(
                topic.getSpec().getTopicName(), topic.getMetadata().getName());
    }

    private static DeclaredTopics.Topic of(KafkaTopicSpec topic) {
        Map<String, String> config = new TreeMap<>();
        topic.getConfig().forEach((key, value) -> config.put(key, value.toString()));
        return new DeclaredTopics.Topic(topic.getPartitions(), topic.getReplicas(), config);
    }

    private static String text(Map<String, Object> config, String key) {
        return String.valueOf(config.get(key));
    }
}
