package dev.sluice.example.orders.manifests;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks KEDA's triggers: existing groups and topics, and no more replicas than partitions. */
final class ScalingCheck {

    private final Manifests manifests;
    private final Application application;
    private final Mismatches mismatches = new Mismatches();

    private ScalingCheck(Manifests manifests, Application application) {
        this.manifests = manifests;
        this.application = application;
    }

    static List<String> run(Manifests manifests, Application application) {
        ScalingCheck check = new ScalingCheck(manifests, application);
        manifests.all(GenericKubernetesResource.class).stream()
                .filter(resource -> resource.getKind().equals("ScaledObject"))
                .forEach(check::check);
        return check.mismatches.messages();
    }

    private void check(GenericKubernetesResource scaled) {
        String name = scaled.getMetadata().getName();
        String target = scaled.get("spec", "scaleTargetRef", "name");
        manifests
                .find(Deployment.class, target)
                .ifPresentOrElse(
                        deployment -> mismatches.expectEqual(
                                name,
                                "fixed number of replicas",
                                null,
                                deployment.getSpec().getReplicas()),
                        () -> mismatches.add(name, "deployment " + target + " does not exist"));
        int maxReplicas = scaled.<Integer>get("spec", "maxReplicaCount");
        List<Map<String, Object>> triggers = scaled.get("spec", "triggers");
        for (Map<String, Object> trigger : triggers) {
            Map<?, ?> metadata = (Map<?, ?>) trigger.get("metadata");
            Object group = metadata.get("consumerGroup");
            Object topic = metadata.get("topic");
            Set<String> read = application.topicsByGroup().getOrDefault(String.valueOf(group), Set.of());
            if (!read.contains(String.valueOf(topic))) {
                mismatches.add(name, "group " + group + " does not read " + topic);
            } else {
                mismatches.expectEqual(
                        name,
                        "maxReplicaCount",
                        application.topics().get(topic.toString()).partitions(),
                        maxReplicas);
            }
            String[] servers = application.bootstrapServers().split(":", 2);
            String namespace = scaled.getMetadata().getNamespace();
            mismatches.expect(
                    metadata.get("bootstrapServers")
                            .toString()
                            .matches(servers[0] + "\\." + (namespace == null ? "[a-z-]+" : namespace) + "\\.svc:"
                                    + servers[1]),
                    name,
                    "Kafka's address is not " + metadata.get("bootstrapServers"));
        }
    }
}
