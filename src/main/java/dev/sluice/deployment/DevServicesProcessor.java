package dev.sluice.deployment;

import static java.util.function.UnaryOperator.identity;

import io.quarkus.deployment.IsDevServicesSupportedByLaunchMode;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.BuildSteps;
import io.quarkus.deployment.builditem.DevServicesResultBuildItem;
import io.quarkus.deployment.builditem.Startable;
import io.quarkus.deployment.dev.devservices.DevServicesConfig;
import io.quarkus.deployment.pkg.builditem.OutputTargetBuildItem;
import io.quarkus.runtime.configuration.ConfigUtils;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Starts the servers that Sluice talks to, in dev mode and in tests, without a container runtime. A server that the
 * configuration already names is left out; {@code sluice.devservices.enabled=false} leaves out all of them.
 *
 * <p>Quarkus keeps a server, with its data, for as long as what {@code serviceConfig} was given stays equal: across live
 * reloads, and across test classes. Each server is given the identity of all, so that they restart together: Quarkus 3.33.2
 * stores the addresses of all servers with each, and those of one that was kept would hide a new address of another
 * (quarkus#53794). Look again after Quarkus 3.33.
 */
@BuildSteps(
        onlyIf = {
            IsDevServicesSupportedByLaunchMode.class,
            DevServicesConfig.Enabled.class,
            DevServicesProcessor.Enabled.class
        })
class DevServicesProcessor {

    @BuildStep
    List<DevServicesResultBuildItem> servers(OutputTargetBuildItem target) {
        List<DevServer> servers = Stream.of(kafka(target), schemaRegistry(target), postgresql(target))
                .filter(server -> !ConfigUtils.isPropertyNonEmpty(server.addressKey()))
                .toList();
        List<String> identity = servers.stream().map(DevServer::identity).toList();
        return servers.stream().map(server -> server.service(identity)).toList();
    }

    /**
     * A server that Sluice talks to.
     *
     * @param port 0 for a free one
     * @param addressKey the configuration key of its address
     * @param configuration the application's settings as functions of the address
     */
    private record DevServer(
            String name,
            String description,
            int port,
            Supplier<Startable> startable,
            String addressKey,
            Map<String, UnaryOperator<String>> configuration) {

        String identity() {
            return name + ":" + port;
        }

        DevServicesResultBuildItem service(List<String> identity) {
            Map<String, Function<Startable, String>> settings = new HashMap<>();
            configuration.forEach(
                    (key, value) -> settings.put(key, started -> value.apply(started.getConnectionInfo())));
            return DevServicesResultBuildItem.owned()
                    .feature(name)
                    .description(description)
                    .serviceConfig(identity)
                    .startable(startable)
                    .configProvider(settings)
                    .build();
        }
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
