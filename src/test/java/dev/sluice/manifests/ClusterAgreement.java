package dev.sluice.manifests;

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

/** Whether the cluster is the one that the application expects: release, address, topics, and who may connect. */
final class ClusterAgreement {

    private static final String CLUSTER = "strimzi.io/cluster";

    private final Manifests manifests;
    private final Application application;
    private final Faults faults = new Faults();

    private ClusterAgreement(Manifests manifests, Application application) {
        this.manifests = manifests;
        this.application = application;
    }

    static List<String> faults(Manifests manifests, Application application) {
        ClusterAgreement agreement = new ClusterAgreement(manifests, application);
        List<Kafka> clusters = manifests.all(Kafka.class);
        agreement.faults.same("Kafka", "number of clusters", 1, clusters.size());
        clusters.forEach(agreement::check);
        agreement.checkTopics();
        return agreement.faults.all();
    }

    private void check(Kafka kafka) {
        String cluster = kafka.getMetadata().getName();
        faults.same(
                cluster,
                "version",
                AppInfoParser.getVersion(),
                kafka.getSpec().getKafka().getVersion());
        List.of(KafkaNodePool.class, KafkaTopic.class, KafkaUser.class)
                .forEach(type -> manifests.all(type).forEach(resource -> checkBelongs(resource, cluster)));

        GenericKafkaListener listener =
                kafka.getSpec().getKafka().getListeners().get(0);
        faults.same(
                cluster, "address", application.bootstrapServers(), cluster + "-kafka-bootstrap:" + listener.getPort());
        faults.holds(listener.isTls(), cluster, "what crosses the network is not encrypted");
        faults.same(
                cluster, "authentication", "scram-sha-512", listener.getAuth().getType());

        int brokers = manifests.all(KafkaNodePool.class).stream()
                .filter(pool -> pool.getSpec().getRoles().contains(ProcessRoles.BROKER))
                .mapToInt(pool -> pool.getSpec().getReplicas())
                .sum();
        application
                .topics()
                .forEach((name, topic) -> faults.holds(
                        topic.replicas() <= brokers,
                        name,
                        "it has " + topic.replicas() + " replicas on " + brokers + " brokers"));
        Map<String, Object> config = kafka.getSpec().getKafka().getConfig();
        faults.same(cluster, "auto.create.topics.enable", "false", text(config, "auto.create.topics.enable"));
        DeclaredTopics.Topic any = application.topics().values().iterator().next();
        faults.same(
                cluster,
                "default.replication.factor",
                any.replicas().toString(),
                text(config, "default.replication.factor"));
        faults.same(
                cluster,
                "min.insync.replicas",
                any.config().get("min.insync.replicas"),
                text(config, "min.insync.replicas"));

        faults.holds(
                kafka.getSpec().getKafka().getTemplate() == null, cluster, "its template is for the pods of all pools");
        manifests.all(KafkaNodePool.class).forEach(pool -> checkSpread(pool, cluster));
        pods().forEach(pod -> checkCredentials(pod, cluster));
    }

    /** A node has one pod of a pool, and may have one of another. */
    private void checkSpread(KafkaNodePool pool, String cluster) {
        String name = pool.getMetadata().getName();
        List<PodAffinityTerm> terms = pool.getSpec()
                .getTemplate()
                .getPod()
                .getAffinity()
                .getPodAntiAffinity()
                .getRequiredDuringSchedulingIgnoredDuringExecution();
        faults.same(
                name,
                "what keeps from a node",
                List.of(Map.of(CLUSTER, cluster, "strimzi.io/pool-name", name)),
                terms.stream()
                        .map(term -> term.getLabelSelector().getMatchLabels())
                        .toList());
    }

    private void checkBelongs(HasMetadata resource, String cluster) {
        faults.same(
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
                .filter(PodAgreement::isSluice);
    }

    private void checkCredentials(PodTemplateSpec pod, String cluster) {
        String component = pod.getMetadata().getLabels().get("app.kubernetes.io/component");
        Container container = pod.getSpec().getContainers().get(0);
        var credentials = container.getEnv().stream()
                .filter(variable -> variable.getName().equals("KAFKA_SASL_JAAS_CONFIG"))
                .map(variable -> variable.getValueFrom().getSecretKeyRef())
                .findFirst()
                .orElseThrow();
        faults.same(component, "user", "sluice-" + component, credentials.getName());
        faults.same(component, "key of the secret", "sasl.jaas.config", credentials.getKey());
        faults.holds(
                manifests.find(KafkaUser.class, credentials.getName()).isPresent(),
                component,
                "there is no KafkaUser " + credentials.getName());

        String trusted = manifests.configuration().get("KAFKA_SSL_TRUSTSTORE_LOCATION");
        pod.getSpec().getVolumes().stream()
                .filter(volume -> volume.getName().equals("kafka-ca"))
                .forEach(volume -> faults.same(
                        component,
                        "authority",
                        cluster + "-cluster-ca-cert",
                        volume.getSecret().getSecretName()));
        container.getVolumeMounts().stream()
                .filter(mount -> mount.getName().equals("kafka-ca"))
                .forEach(mount -> faults.same(component, "trust store", mount.getMountPath() + "/ca.crt", trusted));
    }

    private void checkTopics() {
        Map<String, DeclaredTopics.Topic> declared = application.topics();
        Map<String, DeclaredTopics.Topic> made = new TreeMap<>();
        manifests.all(KafkaTopic.class).forEach(topic -> made.put(name(topic), of(topic.getSpec())));
        faults.same("topics", "the set", new TreeSet<>(declared.keySet()), new TreeSet<>(made.keySet()));
        made.forEach((name, topic) -> faults.same(name, "the topic", declared.get(name), topic));
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
