package dev.sluice.manifests;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether KEDA asks for the groups and topics that there are, and no deployment grows beyond what can do something. */
final class ScalingAgreement {

    private final Manifests manifests;
    private final Application application;
    private final Faults faults = new Faults();

    private ScalingAgreement(Manifests manifests, Application application) {
        this.manifests = manifests;
        this.application = application;
    }

    static List<String> faults(Manifests manifests, Application application) {
        ScalingAgreement agreement = new ScalingAgreement(manifests, application);
        manifests.all(GenericKubernetesResource.class).stream()
                .filter(resource -> resource.getKind().equals("ScaledObject"))
                .forEach(agreement::check);
        return agreement.faults.all();
    }

    private void check(GenericKubernetesResource scaled) {
        String name = scaled.getMetadata().getName();
        String target = scaled.get("spec", "scaleTargetRef", "name");
        manifests
                .find(Deployment.class, target)
                .ifPresentOrElse(
                        deployment -> faults.same(
                                name,
                                "number of replicas that is applied again",
                                null,
                                deployment.getSpec().getReplicas()),
                        () -> faults.add(name, "there is no deployment " + target));
        int most = scaled.<Integer>get("spec", "maxReplicaCount");
        List<Map<String, Object>> triggers = scaled.get("spec", "triggers");
        for (Map<String, Object> trigger : triggers) {
            Map<?, ?> metadata = (Map<?, ?>) trigger.get("metadata");
            Object group = metadata.get("consumerGroup");
            Object topic = metadata.get("topic");
            Set<String> read = application.topicsOfGroups().getOrDefault(String.valueOf(group), Set.of());
            if (!read.contains(String.valueOf(topic))) {
                faults.add(name, "no group " + group + " reads " + topic);
            } else {
                faults.same(
                        name,
                        "maxReplicaCount",
                        application.topics().get(topic.toString()).partitions(),
                        most);
            }
            String[] servers = application.bootstrapServers().split(":", 2);
            String namespace = scaled.getMetadata().getNamespace();
            faults.holds(
                    metadata.get("bootstrapServers")
                            .toString()
                            .matches(servers[0] + "\\." + (namespace == null ? "[a-z-]+" : namespace) + "\\.svc:"
                                    + servers[1]),
                    name,
                    "Kafka is not at " + metadata.get("bootstrapServers"));
        }
    }
}
