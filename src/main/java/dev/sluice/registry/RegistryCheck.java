package dev.sluice.registry;

import dev.sluice.kafka.KafkaClients;
import dev.sluice.runtime.StartupCheck;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;

/** Rejects configurations that send the registry's password unencrypted, and reports replicas that register schemas. */
@Singleton
class RegistryCheck implements StartupCheck {

    private static final Set<String> LOCAL_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Map<String, String> settings;

    RegistryCheck(KafkaClients kafka) {
        this.settings = kafka.shared();
    }

    @Override
    public Stream<Finding> findings() {
        SchemaRegistryConfig registry;
        try {
            registry = SchemaRegistryConfig.of(settings);
        } catch (ConfigException e) {
            return Stream.of(new Violation(String.valueOf(e.getMessage())));
        }
        boolean sendsPassword = registry.userInfo().isPresent()
                && registry.urls().stream()
                        .anyMatch(url -> "http".equals(url.getScheme()) && !LOCAL_HOSTS.contains(url.getHost()));
        return Stream.concat(
                sendsPassword
                        ? Stream.of(new Violation(
                                "basic.auth.user.info is sent unencrypted to the registry: anyone with access to the"
                                        + " network can read it; set SCHEMA_REGISTRY_URL to an https:// address"))
                        : Stream.empty(),
                registry.autoRegister()
                        ? Stream.of(new Warning(
                                "auto.register.schemas is true: the first replica that starts registers its schemas"))
                        : Stream.empty());
    }
}
