package dev.sluice.deployment;

import static java.util.function.UnaryOperator.identity;

import io.quarkus.deployment.IsDevServicesSupportedByLaunchMode;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.BuildSteps;
import io.quarkus.deployment.builditem.DevServicesResultBuildItem;
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
 * Starts the servers that Sluice talks to, in dev mode and in tests, without a container runtime. Each is left out where
 * the configuration already names one, and all with {@code sluice.devservices.enabled=false}.
 *
 * <p>To Quarkus they are one service. It starts several at the same time, and closes those of the application before with
 * them, in a set that is not made for several threads (3.30.6, {@code RunningDevServicesRegistry}): now and then a closed
 * one would stay in it, and every further start would fail. Quarkus keeps the service, with its data, for as long as what
 * {@code serviceConfig} was given stays equal: across live reloads, and across test classes.
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
    DevServicesResultBuildItem servers(OutputTargetBuildItem target) {
        List<DevServer> servers = Stream.of(kafka(target), schemaRegistry(target), postgresql(target))
                .filter(server -> !ConfigUtils.isPropertyNonEmpty(server.addressKey()))
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
