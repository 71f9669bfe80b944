package dev.sluice.example.orders.manifests;

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
import java.util.stream.Stream;

/** Checks Sluice's pods: environment variables, ports, probes, grace period, resources and security context. */
final class PodCheck {

    private static final String SLUICE = "sluice";
    private static final String COMPONENTS = "SLUICE_ROLES";

    private final Manifests manifests;
    private final Application application;
    private final Mismatches mismatches = new Mismatches();

    private PodCheck(Manifests manifests, Application application) {
        this.manifests = manifests;
        this.application = application;
    }

    static List<String> run(Manifests manifests, Application application) {
        PodCheck check = new PodCheck(manifests, application);
        manifests.configuration().keySet().forEach(name -> check.checkVariable("configuration", name));
        deployments(manifests).forEach(check::check);
        manifests.all(Job.class).stream()
                .filter(job -> isSluice(job.getSpec().getTemplate()))
                .forEach(check::check);
        check.mismatches.expectEqual(
                "deployments",
                "list of components",
                List.copyOf(Application.components()),
                deployments(manifests)
                        .flatMap(deployment -> components(container(deployment)).stream())
                        .sorted()
                        .toList());
        return check.mismatches.messages();
    }

    /** Returns Sluice's deployments. */
    static Stream<Deployment> deployments(Manifests manifests) {
        return manifests.all(Deployment.class).stream()
                .filter(deployment -> isSluice(deployment.getSpec().getTemplate()));
    }

    static Container container(Deployment deployment) {
        return deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
    }

    /** Returns the components of a process. */
    private static List<String> components(Container container) {
        return List.of(String.valueOf(environment(container).get(COMPONENTS)).split(","));
    }

    /** Returns whether a process serves clients over HTTP. */
    static boolean hasEndpoints(Container container) {
        return components(container).stream().anyMatch(Application.componentsWithEndpoints()::contains);
    }

    static boolean isSluice(PodTemplateSpec pod) {
        return SLUICE.equals(pod.getMetadata().getLabels().get("app.kubernetes.io/name"));
    }

    private void check(Deployment deployment) {
        String name = deployment.getMetadata().getName();
        PodSpec pod = deployment.getSpec().getTemplate().getSpec();
        Container container = pod.getContainers().get(0);
        checkContainer(name, pod, container);

        List<String> components = components(container);
        components.forEach(each -> mismatches.expect(
                Application.components().contains(each), name, COMPONENTS + " has the unknown component " + each));
        // A process with several components has the name, the user and the label of the first.
        String component = components.get(0);
        mismatches.expectEqual(name, "name", "sluice-" + component, name);
        Map<String, String> labels =
                deployment.getSpec().getTemplate().getMetadata().getLabels();
        mismatches.expectEqual(name, "component label", component, labels.get("app.kubernetes.io/component"));
        mismatches.expectEqual(
                name, "selector", labels, deployment.getSpec().getSelector().getMatchLabels());

        Map<String, Integer> ports = new LinkedHashMap<>();
        for (ContainerPort port : container.getPorts()) {
            ports.put(port.getName(), port.getContainerPort());
        }
        mismatches.expectEqual(name, "port management", application.managementPort(), ports.get("management"));
        mismatches.expectEqual(
                name, "port http", hasEndpoints(container) ? application.port() : null, ports.get("http"));

        checkProbe(name, "started", container.getStartupProbe());
        checkProbe(name, "live", container.getLivenessProbe());
        checkProbe(name, "ready", container.getReadinessProbe());

        Long grace = pod.getTerminationGracePeriodSeconds();
        mismatches.expect(
                grace != null && grace > 2 * application.maxShutdown().toSeconds(),
                name,
                "grace period of " + grace + " s is not longer than twice a shutdown of " + application.maxShutdown());
    }

    private void check(Job job) {
        String name = job.getMetadata().getName();
        PodSpec pod = job.getSpec().getTemplate().getSpec();
        Container container = pod.getContainers().get(0);
        checkContainer(name, pod, container);
        mismatches.expectEqual(
                name, "init-and-exit", "true", environment(container).get("QUARKUS_INIT_AND_EXIT"));
        mismatches.expectEqual(name, COMPONENTS, "task", environment(container).get(COMPONENTS));
    }

    private void checkContainer(String name, PodSpec pod, Container container) {
        container.getEnv().forEach(variable -> checkVariable(name, variable.getName()));
        container.getEnvFrom().forEach(from -> {
            String map = from.getConfigMapRef().getName();
            mismatches.expect(
                    map.equals(SLUICE) || manifests.find(ConfigMap.class, map).isPresent(),
                    name,
                    "ConfigMap " + map + " does not exist");
        });
        mismatches.expect(
                container.getImage().matches("([a-z0-9.-]+/)*sluice(:[a-z0-9.-]+)?"),
                name,
                "unexpected image " + container.getImage());

        var securityContext = container.getSecurityContext();
        mismatches.expectEqual(name, "allowPrivilegeEscalation", false, securityContext.getAllowPrivilegeEscalation());
        mismatches.expectEqual(name, "readOnlyRootFilesystem", true, securityContext.getReadOnlyRootFilesystem());
        mismatches.expectEqual(
                name,
                "dropped capabilities",
                List.of("ALL"),
                securityContext.getCapabilities().getDrop());
        mismatches.expectEqual(
                name, "runAsNonRoot", true, pod.getSecurityContext().getRunAsNonRoot());
        mismatches.expectEqual(
                name,
                "seccomp profile",
                "RuntimeDefault",
                pod.getSecurityContext().getSeccompProfile().getType());
        mismatches.expectEqual(name, "automountServiceAccountToken", false, pod.getAutomountServiceAccountToken());
        mismatches.expect(
                container.getResources().getRequests().containsKey("memory")
                        && container.getResources().getLimits().containsKey("memory"),
                name,
                "memory request or limit is missing");
    }

    private void checkVariable(String resource, String variable) {
        mismatches.expect(
                EnvironmentVariables.ALL.isKnown(variable), resource, variable + " is not a run-time setting");
    }

    private void checkProbe(String name, String kind, Probe probe) {
        mismatches.expectEqual(
                name, "probe path", "/q/health/" + kind, probe.getHttpGet().getPath());
        mismatches.expectEqual(
                name, "probe port", "management", probe.getHttpGet().getPort().getStrVal());
    }

    static Map<String, String> environment(Container container) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (EnvVar variable : container.getEnv()) {
            environment.put(variable.getName(), variable.getValue());
        }
        return environment;
    }
}
