package dev.sluice.deployment;

import static java.util.function.UnaryOperator.identity;

import io.quarkus.deployment.IsDevServicesSupportedByLaunchMode;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.BuildSteps;
import io.quarkus.deployment.builditem.DevServicesResultBuildItem;
import io.quarkus.deployment.builditem.LaunchModeBuildItem;
import io.quarkus.deployment.dev.devservices.DevServicesConfig;
import io.quarkus.deployment.pkg.builditem.OutputTargetBuildItem;
import io.quarkus.runtime.configuration.ConfigUtils;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * Starts the servers that Sluice talks to, in dev mode and in tests, without a container runtime. In dev mode a server that the
 * configuration already names is left out; {@code sluice.devservices.enabled=false} leaves out all of them.
 *
 * <p>To Quarkus they are one service, which it keeps with its data for as long as {@code serviceConfig} stays equal: across live
 * reloads, and across test classes. As services of their own, one that was kept would hide a new address of another, since
 * Quarkus 3.33.2 stores the addresses of all with each (quarkus#53794). Look again after Quarkus 3.33.
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
    DevServicesResultBuildItem servers(OutputTargetBuildItem target, LaunchModeBuildItem mode) {
        // A test that configures an address of its own leaves the servers running for the next test.
        List<DevServer> servers = Stream.of(kafka(target), schemaRegistry(target), postgresql(target))
                .filter(server -> mode.isTest() || !ConfigUtils.isPropertyNonEmpty(server.addressKey()))
                .toList();
        if (servers.isEmpty()) {
            return null;
        }
        String names = servers.stream().map(DevServer::description).collect(Collectors.joining(", "));
        return DevServicesResultBuildItem.<DevServers>owned()
                .name("sluice")
                .description(names)
                .serviceConfig(servers.stream().map(DevServer::identity).toList())
                .startable(() -> new DevServers(servers))
                .configProvider(configuration(servers))
                .build();
    }

    private static Map<String, Function<DevServers, String>> configuration(List<DevServer> servers) {
        Map<String, Function<DevServers, String>> configuration = new HashMap<>();
        for (DevServer server : servers) {
            server.configuration()
                    .forEach((key, value) ->
                            configuration.put(key, started -> value.apply(started.address(server.name()))));
        }
        return configuration;
    }

    private static DevServer kafka(OutputTargetBuildItem target) {
        int port = port("kafka");
        String address = "kafka.bootstrap.servers";
        return new DevServer(
                "kafka",
                "Apache Kafka in the JVM",
                port,
                () -> new KafkaBroker(directory(target), port),
                address,
                Map.of(address, identity()));
    }

    private static DevServer schemaRegistry(OutputTargetBuildItem target) {
        int port = port("registry");
        String url = "mp.messaging.connector.smallrye-kafka.schema.registry.url";
        return new DevServer(
                "schema-registry",
                "Apicurio Registry as a process",
                port,
                () -> new SchemaRegistryProcess(
                        target.getOutputDirectory().resolve("schema-registry"), directory(target), port),
                url,
                Map.of(url, identity()));
    }

    private static DevServer postgresql(OutputTargetBuildItem target) {
        int port = port("postgresql");
        String url = "quarkus.datasource.reactive.url";
        return new DevServer(
                "postgresql",
                "PostgreSQL as a process",
                port,
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

    private static int port(String server) {
        return ConfigProvider.getConfig()
                .getOptionalValue("sluice.devservices." + server + ".port", Integer.class)
                .orElse(0);
    }

    /** Whether {@code sluice.devservices.enabled} is left on. */
    static final class Enabled implements BooleanSupplier {
        @Override
        public boolean getAsBoolean() {
            return ConfigProvider.getConfig()
                    .getOptionalValue("sluice.devservices.enabled", Boolean.class)
                    .orElse(true);
        }
    }
}
