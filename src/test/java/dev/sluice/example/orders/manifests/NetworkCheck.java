package dev.sluice.example.orders.manifests;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks that selectors and ports match existing pods, and that network policies allow all connections that Sluice needs. */
final class NetworkCheck {

    private final Manifests manifests;
    private final Application application;
    private final Mismatches mismatches = new Mismatches();

    private NetworkCheck(Manifests manifests, Application application) {
        this.manifests = manifests;
        this.application = application;
    }

    static List<String> run(Manifests manifests, Application application) {
        NetworkCheck check = new NetworkCheck(manifests, application);
        manifests.all(Service.class).forEach(check::check);
        manifests.all(ServiceMonitor.class).forEach(check::check);
        manifests.all(PodDisruptionBudget.class).forEach(check::check);
        check.checkPolicies();
        return check.mismatches.messages();
    }

    private void check(Service service) {
        String name = service.getMetadata().getName();
        List<Deployment> selected = deployments(service.getSpec().getSelector());
        mismatches.expect(!selected.isEmpty(), name, "selects no deployment");
        service.getSpec().getPorts().forEach(port -> {
            Object target = port.getTargetPort() == null
                    ? port.getPort()
                    : port.getTargetPort().getValue();
            selected.forEach(deployment -> mismatches.expect(
                    ports(deployment).stream().anyMatch(own -> own.equals(target)),
                    name,
                    deployment.getMetadata().getName() + " has no port " + target));
        });
        if (name.equals("sluice")) {
            mismatches.expectEqual(
                    name,
                    "port",
                    application.port(),
                    service.getSpec().getPorts().get(0).getPort());
        }
    }

    /** Returns the names and numbers of a deployment's ports. */
    private static Set<Object> ports(Deployment deployment) {
        return deployment.getSpec().getTemplate().getSpec().getContainers().get(0).getPorts().stream()
                .flatMap(port -> Stream.<Object>of(port.getName(), port.getContainerPort()))
                .collect(Collectors.toSet());
    }

    private List<Deployment> deployments(Map<String, String> selector) {
        return manifests.all(Deployment.class).stream()
                .filter(deployment -> deployment
                        .getSpec()
                        .getTemplate()
                        .getMetadata()
                        .getLabels()
                        .entrySet()
                        .containsAll(selector.entrySet()))
                .toList();
    }

    private void check(ServiceMonitor monitor) {
        String name = monitor.getMetadata().getName();
        Map<String, String> selector = monitor.getSpec().getSelector().getMatchLabels();
        List<Service> services = manifests.all(Service.class).stream()
                .filter(service -> service.getMetadata().getLabels() != null)
                .filter(service -> service.getMetadata().getLabels().entrySet().containsAll(selector.entrySet()))
                .toList();
        mismatches.expectEqual(name, "number of services", 1, services.size());
        monitor.getSpec().getEndpoints().forEach(endpoint -> {
            mismatches.expectEqual(name, "path", "/q/metrics", endpoint.getPath());
            services.forEach(service -> {
                Set<String> ports = service.getSpec().getPorts().stream()
                        .map(port -> port.getName())
                        .collect(Collectors.toSet());
                mismatches.expect(
                        ports.contains(endpoint.getPort()), name, "the service has no port " + endpoint.getPort());
                Set<String> scraped = deployments(service.getSpec().getSelector()).stream()
                        .map(deployment -> deployment.getMetadata().getName())
                        .collect(Collectors.toSet());
                Application.components()
                        .forEach(component -> mismatches.expect(
                                scraped.contains("sluice-" + component), name, component + " is not scraped"));
            });
        });
    }

    private void check(PodDisruptionBudget budget) {
        Map<String, String> selector = budget.getSpec().getSelector().getMatchLabels();
        mismatches.expectEqual(
                "PodDisruptionBudget " + budget.getMetadata().getName(),
                "number of deployments",
                1,
                deployments(selector).size());
    }

    private void checkPolicies() {
        Set<Integer> ingress = new TreeSet<>();
        Set<Integer> egress = new TreeSet<>();
        for (NetworkPolicy policy : manifests.all(NetworkPolicy.class)) {
            policy.getSpec().getIngress().forEach(rule -> {
                rule.getPorts().forEach(port -> ingress.add(number(port)));
                mismatches.expect(
                        !rule.getFrom().isEmpty(),
                        policy.getMetadata().getName(),
                        "an ingress rule allows all sources");
            });
            policy.getSpec().getEgress().forEach(rule -> rule.getPorts().forEach(port -> egress.add(number(port))));
        }
        mismatches.expectEqual(
                "network",
                "set of allowed ingress ports",
                Set.of(application.port(), application.managementPort()),
                ingress);
        String servers = application.bootstrapServers();
        mismatches.expect(
                egress.contains(Integer.valueOf(servers.substring(servers.lastIndexOf(':') + 1))),
                "network",
                "egress to Kafka is not allowed");
        mismatches.expect(
                egress.contains(URI.create(manifests.configuration().getOrDefault("SCHEMA_REGISTRY_URL", ""))
                        .getPort()),
                "network",
                "egress to the registry is not allowed");
        mismatches.expect(
                egress.containsAll(Set.of(53, 443, 5432)),
                "network",
                "egress to DNS, HTTPS or PostgreSQL is not allowed");
    }

    private static int number(NetworkPolicyPort port) {
        return port.getPort().getIntVal();
    }
}
