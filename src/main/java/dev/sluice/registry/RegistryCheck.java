package dev.sluice.registry;

import dev.sluice.kafka.KafkaClients;
import dev.sluice.runtime.StartupCheck;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;

/**
 * Rejects configurations that send the registry's password unencrypted, and reports a registry that is not verified and
 * replicas that register schemas.
 */
@Singleton
class RegistryCheck implements StartupCheck {

    private static final Set<String> LOCAL_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Map<String, String> settings;

    RegistryCheck(KafkaClients kafka) {
        this.settings = kafka.shared();
    }

    @Override
    public Stream<Finding> findings() {
        try {
            return findings(SchemaRegistryConfig.of(settings));
        } catch (ConfigException e) {
            return Stream.of(new Violation(String.valueOf(e.getMessage())));
        }
    }

    static Stream<Finding> findings(SchemaRegistryConfig registry) {
        boolean isUnencrypted = registry.urls().stream()
                .anyMatch(url -> "http".equals(url.getScheme()) && !LOCAL_HOSTS.contains(url.getHost()));
        return Stream.concat(
                isUnencrypted ? Stream.of(unencrypted(registry)) : Stream.empty(),
                registry.autoRegister()
                        ? Stream.of(new Warning(
                                "auto.register.schemas is true: the first replica that starts registers its schemas"))
                        : Stream.empty());
    }

    private static Finding unencrypted(SchemaRegistryConfig registry) {
        return registry.userInfo().isPresent()
                ? new Violation("basic.auth.user.info is sent unencrypted to the registry: anyone with access to the"
                        + " network can read it; set SCHEMA_REGISTRY_URL to an https:// address")
                : new Warning(
                        "schema.registry.url has an http:// address: an attacker on the network path can impersonate"
                                + " the registry and choose the schemas that records are read with; set SCHEMA_REGISTRY_URL to"
                                + " an https:// address, unless a mesh encrypts");
    }
}
