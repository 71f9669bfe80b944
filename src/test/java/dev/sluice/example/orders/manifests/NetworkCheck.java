package dev.sluice.example.orders.manifests;

import io.fabric8.kubernetes.api.model.LabelSelector;
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

    private static final int HTTPS = 443;
    private static final int POSTGRESQL = 5432;

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
        PodCheck.deployments(manifests).forEach(check::check);
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
        service.getSpec().getPorts().stream()
                .filter(port -> port.getName().equals("http")
                        && selected.stream()
                                .anyMatch(deployment ->
                                        PodCheck.isSluice(deployment.getSpec().getTemplate())))
                .forEach(port -> mismatches.expectEqual(name, "port", application.port(), port.getPort()));
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
                PodCheck.deployments(manifests)
                        .map(deployment -> deployment.getMetadata().getName())
                        .forEach(deployment ->
                                mismatches.expect(scraped.contains(deployment), name, deployment + " is not scraped"));
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

    /** Checks what a deployment of Sluice may connect to, and who may connect to it. */
    private void check(Deployment deployment) {
        String name = deployment.getMetadata().getName();
        Map<String, String> labels =
                deployment.getSpec().getTemplate().getMetadata().getLabels();
        mismatches.expectEqual(
                name,
                "number of disruption budgets",
                1L,
                manifests.all(PodDisruptionBudget.class).stream()
                        .filter(budget -> labels.entrySet()
                                .containsAll(budget.getSpec()
                                        .getSelector()
                                        .getMatchLabels()
                                        .entrySet()))
                        .count());
        boolean hasEndpoints = PodCheck.hasEndpoints(PodCheck.container(deployment));
        mismatches.expectEqual(
                name,
                "ingress allowed to the API",
                hasEndpoints,
                ingress(labels).contains(application.port()));
        mismatches.expectEqual(
                name,
                "egress allowed to the identity provider",
                hasEndpoints,
                egress(labels).contains(HTTPS));
        mismatches.expectEqual(
                name,
                "egress allowed to PostgreSQL",
                PodCheck.environment(PodCheck.container(deployment)).containsKey("POSTGRESQL_URL"),
                egress(labels).contains(POSTGRESQL));
        mismatches.expectEqual(
                name,
                "number of services of its own",
                hasEndpoints ? 1L : 0L,
                manifests.all(Service.class).stream()
                        .filter(service ->
                                deployments(service.getSpec().getSelector()).equals(List.of(deployment)))
                        .count());
    }

    private Set<Integer> ingress(Map<String, String> labels) {
        return policies(labels)
                .flatMap(policy -> policy.getSpec().getIngress().stream())
                .flatMap(rule -> rule.getPorts().stream())
                .map(NetworkCheck::number)
                .collect(Collectors.toSet());
    }

    private Set<Integer> egress(Map<String, String> labels) {
        return policies(labels)
                .flatMap(policy -> policy.getSpec().getEgress().stream())
                .flatMap(rule -> rule.getPorts().stream())
                .map(NetworkCheck::number)
                .collect(Collectors.toSet());
    }

    /** Returns the policies that select pods with some labels. */
    private Stream<NetworkPolicy> policies(Map<String, String> labels) {
        return manifests.all(NetworkPolicy.class).stream().filter(policy -> {
            LabelSelector selector = policy.getSpec().getPodSelector();
            return labels.entrySet().containsAll(selector.getMatchLabels().entrySet())
                    && selector.getMatchExpressions().stream()
                            .allMatch(expression -> expression.getOperator().equals("In")
                                    && expression.getValues().contains(labels.get(expression.getKey())));
        });
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
                egress.containsAll(Set.of(53, HTTPS, POSTGRESQL)),
                "network",
                "egress to DNS, HTTPS or PostgreSQL is not allowed");
    }

    private static int number(NetworkPolicyPort port) {
        return port.getPort().getIntVal();
    }
}
