package dev.sluice.manifests;

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

/** Whether what selects pods and ports selects those that there are, and the network lets through what is needed. */
final class NetworkAgreement {

    private final Manifests manifests;
    private final Application application;
    private final Faults faults = new Faults();

    private NetworkAgreement(Manifests manifests, Application application) {
        this.manifests = manifests;
        this.application = application;
    }

    static List<String> faults(Manifests manifests, Application application) {
        NetworkAgreement agreement = new NetworkAgreement(manifests, application);
        manifests.all(Service.class).forEach(agreement::check);
        manifests.all(ServiceMonitor.class).forEach(agreement::check);
        manifests.all(PodDisruptionBudget.class).forEach(agreement::check);
        agreement.checkPolicies();
        return agreement.faults.all();
    }

    private void check(Service service) {
        String name = service.getMetadata().getName();
        List<Deployment> served = deployments(service.getSpec().getSelector());
        faults.holds(!served.isEmpty(), name, "it selects no deployment");
        service.getSpec().getPorts().forEach(port -> {
            Object target = port.getTargetPort() == null
                    ? port.getPort()
                    : port.getTargetPort().getValue();
            served.forEach(deployment -> faults.holds(
                    ports(deployment).stream().anyMatch(own -> own.equals(target)),
                    name,
                    deployment.getMetadata().getName() + " has no port " + target));
        });
        if (name.equals("sluice")) {
            faults.same(
                    name,
                    "port",
                    application.port(),
                    service.getSpec().getPorts().get(0).getPort());
        }
    }

    /** Their names and numbers. */
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
        faults.same(name, "number of services", 1, services.size());
        monitor.getSpec().getEndpoints().forEach(endpoint -> {
            faults.same(name, "path", "/q/metrics", endpoint.getPath());
            services.forEach(service -> {
                Set<String> ports = service.getSpec().getPorts().stream()
                        .map(port -> port.getName())
                        .collect(Collectors.toSet());
                faults.holds(ports.contains(endpoint.getPort()), name, "there is no port " + endpoint.getPort());
                Set<String> scraped = deployments(service.getSpec().getSelector()).stream()
                        .map(deployment -> deployment.getMetadata().getName())
                        .collect(Collectors.toSet());
                Application.roles()
                        .forEach(role ->
                                faults.holds(scraped.contains("sluice-" + role), name, role + " is not looked at"));
            });
        });
    }

    private void check(PodDisruptionBudget budget) {
        Map<String, String> selector = budget.getSpec().getSelector().getMatchLabels();
        faults.same(
                "PodDisruptionBudget " + budget.getMetadata().getName(),
                "number of deployments",
                1,
                deployments(selector).size());
    }

    private void checkPolicies() {
        Set<Integer> in = new TreeSet<>();
        Set<Integer> out = new TreeSet<>();
        for (NetworkPolicy policy : manifests.all(NetworkPolicy.class)) {
            policy.getSpec().getIngress().forEach(rule -> {
                rule.getPorts().forEach(port -> in.add(number(port)));
                faults.holds(!rule.getFrom().isEmpty(), policy.getMetadata().getName(), "it lets everybody in");
            });
            policy.getSpec().getEgress().forEach(rule -> rule.getPorts().forEach(port -> out.add(number(port))));
        }
        faults.same("network", "what is let in", Set.of(application.port(), application.managementPort()), in);
        String servers = application.bootstrapServers();
        faults.holds(
                out.contains(Integer.valueOf(servers.substring(servers.lastIndexOf(':') + 1))),
                "network",
                "Kafka cannot be reached");
        faults.holds(
                out.contains(URI.create(manifests.configuration().getOrDefault("SCHEMA_REGISTRY_URL", ""))
                        .getPort()),
                "network",
                "the registry cannot be reached");
        faults.holds(out.containsAll(Set.of(53, 443, 5432)), "network", "DNS, HTTPS or PostgreSQL cannot be reached");
    }

    private static int number(NetworkPolicyPort port) {
        return port.getPort().getIntVal();
    }
}
