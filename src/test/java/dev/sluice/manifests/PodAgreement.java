package dev.sluice.manifests;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether pods of Sluice are as the application is: configuration keys, ports, probes, time to stop; and without rights. */
final class PodAgreement {

    private static final String SLUICE = "sluice";
    private static final String ROLES = "SLUICE_ROLES";

    private final Manifests manifests;
    private final Application application;
    private final Faults faults = new Faults();

    private PodAgreement(Manifests manifests, Application application) {
        this.manifests = manifests;
        this.application = application;
    }

    static List<String> faults(Manifests manifests, Application application) {
        PodAgreement agreement = new PodAgreement(manifests, application);
        manifests.configuration().keySet().forEach(name -> agreement.checkSetting("configuration", name));
        manifests.all(Deployment.class).stream()
                .filter(deployment -> isSluice(deployment.getSpec().getTemplate()))
                .forEach(agreement::check);
        manifests.all(Job.class).stream()
                .filter(job -> isSluice(job.getSpec().getTemplate()))
                .forEach(agreement::check);
        return agreement.faults.all();
    }

    static boolean isSluice(PodTemplateSpec pod) {
        return SLUICE.equals(pod.getMetadata().getLabels().get("app.kubernetes.io/name"));
    }

    private void check(Deployment deployment) {
        String name = deployment.getMetadata().getName();
        PodSpec pod = deployment.getSpec().getTemplate().getSpec();
        Container container = pod.getContainers().get(0);
        checkContainer(name, pod, container);

        String role = String.valueOf(environment(container).get(ROLES));
        faults.holds(Application.roles().contains(role), name, "there is no role " + role);
        faults.same(name, "name", "sluice-" + role, name);
        Map<String, String> labels =
                deployment.getSpec().getTemplate().getMetadata().getLabels();
        faults.same(name, "component", role, labels.get("app.kubernetes.io/component"));
        faults.same(name, "selector", labels, deployment.getSpec().getSelector().getMatchLabels());

        Map<String, Integer> ports = new LinkedHashMap<>();
        for (ContainerPort port : container.getPorts()) {
            ports.put(port.getName(), port.getContainerPort());
        }
        faults.same(name, "port management", application.managementPort(), ports.get("management"));
        faults.same(name, "port http", "ingress".equals(role) ? application.port() : null, ports.get("http"));

        checkProbe(name, "started", container.getStartupProbe());
        checkProbe(name, "live", container.getLivenessProbe());
        checkProbe(name, "ready", container.getReadinessProbe());

        Long grace = pod.getTerminationGracePeriodSeconds();
        faults.holds(
                grace != null && grace > application.drain().toSeconds(),
                name,
                "it gets " + grace + " s to stop, and may take " + application.drain());
    }

    private void check(Job job) {
        String name = job.getMetadata().getName();
        PodSpec pod = job.getSpec().getTemplate().getSpec();
        Container container = pod.getContainers().get(0);
        checkContainer(name, pod, container);
        faults.same(name, "init-and-exit", "true", environment(container).get("QUARKUS_INIT_AND_EXIT"));
        faults.same(name, "role", "task", environment(container).get(ROLES));
    }

    private void checkContainer(String name, PodSpec pod, Container container) {
        container.getEnv().forEach(variable -> checkSetting(name, variable.getName()));
        container.getEnvFrom().forEach(from -> {
            String map = from.getConfigMapRef().getName();
            faults.holds(
                    map.equals(SLUICE) || manifests.find(ConfigMap.class, map).isPresent(),
                    name,
                    "there is no ConfigMap " + map);
        });
        faults.holds(
                container.getImage().matches("([a-z0-9.-]+/)*sluice(:[a-z0-9.-]+)?"),
                name,
                "its image is " + container.getImage());

        var rights = container.getSecurityContext();
        faults.same(name, "allowPrivilegeEscalation", false, rights.getAllowPrivilegeEscalation());
        faults.same(name, "readOnlyRootFilesystem", true, rights.getReadOnlyRootFilesystem());
        faults.same(name, "drop", List.of("ALL"), rights.getCapabilities().getDrop());
        faults.same(name, "runAsNonRoot", true, pod.getSecurityContext().getRunAsNonRoot());
        faults.same(
                name,
                "seccomp",
                "RuntimeDefault",
                pod.getSecurityContext().getSeccompProfile().getType());
        faults.same(name, "token of Kubernetes", false, pod.getAutomountServiceAccountToken());
        faults.holds(
                container.getResources().getRequests().containsKey("memory")
                        && container.getResources().getLimits().containsKey("memory"),
                name,
                "its memory is not bounded");
    }

    private void checkSetting(String where, String variable) {
        faults.holds(SettingNames.ALL.has(variable), where, variable + " is no setting of the application at run time");
    }

    private void checkProbe(String name, String kind, Probe probe) {
        faults.same(
                name,
                "path of the probe",
                "/q/health/" + kind,
                probe.getHttpGet().getPath());
        faults.same(
                name,
                "port of the probe",
                "management",
                probe.getHttpGet().getPort().getStrVal());
    }

    static Map<String, String> environment(Container container) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (EnvVar variable : container.getEnv()) {
            environment.put(variable.getName(), variable.getValue());
        }
        return environment;
    }
}
