package dev.sluice.deployment;

import static java.util.function.UnaryOperator.identity;

import io.quarkus.deployment.IsDevServicesSupportedByLaunchMode;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.BuildSteps;
import io.quarkus.deployment.builditem.DevServicesResultBuildItem;
import io.quarkus.deployment.builditem.LaunchModeBuildItem;
import io.quarkus.deployment.builditem.LiveReloadBuildItem;
import io.quarkus.deployment.dev.devservices.DevServicesConfig;
import io.quarkus.deployment.pkg.builditem.OutputTargetBuildItem;
import io.quarkus.runtime.configuration.ConfigUtils;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * Starts Kafka, a schema registry and PostgreSQL in dev mode and in tests, without a container runtime. In dev mode, a server whose
 * address is configured is not started. Set {@code sluice.devservices.enabled=false} to start none.
 *
 * <p>Quarkus manages the servers as one service and keeps it, data included, across live reloads and test classes for as long as
 * {@code serviceConfig} is equal. With one service for each server, a kept server would hide the new address of another, because
 * Quarkus 3.33.2 stores all addresses with each service (quarkus#53794). Look again after Quarkus 3.33.
 */
@BuildSteps(
        onlyIf = {
            IsDevServicesSupportedByLaunchMode.class,
            DevServicesConfig.Enabled.class,
            DevServicesProcessor.Enabled.class
        })
class DevServicesProcessor {

    @BuildStep
    @Nullable
    DevServicesResultBuildItem servers(
            OutputTargetBuildItem target, LaunchModeBuildItem mode, LiveReloadBuildItem reload) {
        // Tests that configure an address keep the servers running for the test classes that follow.
        List<DevServers.Server> servers = Stream.of(kafka(target), schemaRegistry(target), postgresql(target))
                .filter(server -> mode.isTest() || !ConfigUtils.isPropertyNonEmpty(server.addressKey()))
                .toList();
        if (servers.isEmpty()) {
            return null;
        }
        String names = servers.stream().map(DevServers.Server::description).collect(Collectors.joining(", "));
        return DevServicesResultBuildItem.<DevServers>owned()
                .name("sluice")
                .description(names)
                .serviceConfig(servers.stream().map(DevServers.Server::identity).toList())
                .startable(() -> {
                    if (!mode.isTest()) {
                        ParentWatch.start();
                    }
                    boolean isFirstStart = !mode.isTest() && !reload.isLiveReload();
                    return new DevServers(servers, isFirstStart ? DevServicesProcessor::endDevMode : failure -> {});
                })
                .configProvider(configuration(servers))
                .build();
    }

    /**
     * Says why and ends the process. Otherwise, Quarkus 3.33.2 would neither log the failure nor end. Without shutdown hooks, which
     * wait for the end of the start.
     */
    private static void endDevMode(RuntimeException failure) {
        Throwable cause = failure.getCause();
        System.err.println(
                failure instanceof CompletionException && cause != null ? cause.getMessage() : failure.getMessage());
        Runtime.getRuntime().halt(1);
    }

    private static Map<String, Function<DevServers, String>> configuration(List<DevServers.Server> servers) {
        Map<String, Function<DevServers, String>> configuration = new HashMap<>();
        for (DevServers.Server server : servers) {
            server.configuration()
                    .forEach((key, value) ->
                            configuration.put(key, started -> value.apply(started.address(server.name()))));
        }
        return configuration;
    }

    private static DevServers.Server kafka(OutputTargetBuildItem target) {
        String portKey = portKey("kafka");
        int port = port(portKey);
        String address = "kafka.bootstrap.servers";
        return new DevServers.Server(
                "kafka",
                "Apache Kafka in the JVM",
                port,
                portKey,
                () -> new KafkaBroker(directory(target), port),
                address,
                Map.of(address, identity()));
    }

    private static DevServers.Server schemaRegistry(OutputTargetBuildItem target) {
        String portKey = portKey("registry");
        int port = port(portKey);
        String url = "mp.messaging.connector.smallrye-kafka.schema.registry.url";
        return new DevServers.Server(
                "schema-registry",
                "Apicurio Registry as a process",
                port,
                portKey,
                () -> new SchemaRegistryProcess(
                        target.getOutputDirectory().resolve("schema-registry"), directory(target), port),
                url,
                Map.of(url, identity()));
    }

    private static DevServers.Server postgresql(OutputTargetBuildItem target) {
        String portKey = portKey("postgresql");
        int port = port(portKey);
        String url = "quarkus.datasource.reactive.url";
        return new DevServers.Server(
                "postgresql",
                "PostgreSQL as a process",
                port,
                portKey,
                () -> new PostgresqlProcess(directory(target), port),
                url,
                Map.of(
                        url,
                        identity(),
                        "quarkus.datasource.jdbc.url",
                        address -> "jdbc:" + address,
                        "quarkus.datasource.username",
                        address -> PostgresqlProcess.USER));
    }

    private static Path directory(OutputTargetBuildItem target) {
        return target.getOutputDirectory().resolve("dev-services");
    }

    private static String portKey(String server) {
        return "sluice.devservices." + server + ".port";
    }

    private static int port(String key) {
        return ConfigProvider.getConfig().getOptionalValue(key, Integer.class).orElse(0);
    }

    /** The condition that {@code sluice.devservices.enabled} is not false. */
    static final class Enabled implements BooleanSupplier {
        @Override
        public boolean getAsBoolean() {
            return ConfigProvider.getConfig()
                    .getOptionalValue("sluice.devservices.enabled", Boolean.class)
                    .orElse(true);
        }
    }
}
