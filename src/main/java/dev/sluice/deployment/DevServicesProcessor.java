package dev.sluice.deployment;

import io.quarkus.deployment.IsDevServicesSupportedByLaunchMode;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.BuildSteps;
import io.quarkus.deployment.builditem.DevServicesResultBuildItem;
import io.quarkus.deployment.builditem.Startable;
import io.quarkus.deployment.dev.devservices.DevServicesConfig;
import io.quarkus.deployment.pkg.builditem.OutputTargetBuildItem;
import io.quarkus.runtime.configuration.ConfigUtils;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Starts the servers that Sluice talks to, in dev mode and in tests, without a container runtime. One build step a
 * server; each is skipped where the configuration already names one, and all with {@code sluice.devservices.enabled=false}.
 *
 * <p>Quarkus keeps a server, with its data, for as long as what {@code serviceConfig} was given stays equal: across live
 * reloads, and across test classes.
 */
@BuildSteps(
        onlyIf = {
            IsDevServicesSupportedByLaunchMode.class,
            DevServicesConfig.Enabled.class,
            DevServicesProcessor.Enabled.class
        })
class DevServicesProcessor {

    private static final Logger LOG = Logger.getLogger("dev.sluice.devservices");

    @BuildStep
    @Nullable
    DevServicesResultBuildItem kafka(OutputTargetBuildItem target) {
        int port = port("kafka");
        return unlessConfigured(
                "kafka.bootstrap.servers",
                new Service("kafka", "Apache Kafka in the JVM", port),
                () -> new KafkaBroker(directory(target), port),
                Map.of("kafka.bootstrap.servers", Startable::getConnectionInfo));
    }

    @BuildStep
    @Nullable
    DevServicesResultBuildItem schemaRegistry(OutputTargetBuildItem target) {
        int port = port("registry");
        String url = "mp.messaging.connector.smallrye-kafka.schema.registry.url";
        return unlessConfigured(
                url,
                new Service("schema-registry", "Apicurio Registry as a process", port),
                () -> new SchemaRegistryProcess(
                        target.getOutputDirectory().resolve("schema-registry"), directory(target), port),
                Map.of(url, Startable::getConnectionInfo));
    }

    @BuildStep
    @Nullable
    DevServicesResultBuildItem postgresql(OutputTargetBuildItem target) {
        int port = port("postgresql");
        return unlessConfigured(
                "quarkus.datasource.reactive.url",
                new Service("postgresql", "PostgreSQL as a process", port),
                () -> new PostgresqlProcess(directory(target), port),
                Map.of(
                        "quarkus.datasource.reactive.url", Startable::getConnectionInfo,
                        "quarkus.datasource.jdbc.url", started -> "jdbc:" + started.getConnectionInfo(),
                        "quarkus.datasource.username", started -> PostgresqlProcess.USER));
    }

    /** @param configuration what the application is told of the server, once it has started */
    private static @Nullable DevServicesResultBuildItem unlessConfigured(
            String addressKey,
            Service service,
            Supplier<Startable> startable,
            Map<String, Function<Startable, String>> configuration) {
        if (ConfigUtils.isPropertyNonEmpty(addressKey)) {
            return null;
        }
        return DevServicesResultBuildItem.owned()
                .name(service.name())
                .description(service.description())
                .serviceConfig("port=" + service.port())
                .startable(startable)
                .postStartHook(started -> LOG.infof(
                        "%s (%s) listens on %s", service.name(), service.description(), started.getConnectionInfo()))
                .configProvider(configuration)
                .build();
    }

    private record Service(String name, String description, int port) {}

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
