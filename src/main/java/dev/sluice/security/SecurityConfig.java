package dev.sluice.security;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Authorization of callers. Token verification is configured by {@code quarkus.oidc}. */
@ConfigMapping(prefix = "sluice.security")
public interface SecurityConfig {

    /**
     * Roles of callers without a token: any of {@code publisher}, {@code reader}, {@code operator}. Leave unset to
     * require a token for every request.
     */
    Optional<Set<@Pattern(regexp = Roles.ANY) String>> anonymous();

    /**
     * Prefix of the groups that have a role. With {@code sluice-}, the group {@code sluice-operator} has the role
     * {@code operator}, and a group {@code operator}, which may belong to another service, has none. Leave unset for groups with
     * the names of the roles.
     */
    Optional<String> rolePrefix();

    /**
     * Names of this service that browsers may use for state-changing requests without a token, in addition to
     * {@code localhost} and IP addresses, in lower case and without a port.
     */
    Optional<Set<String>> anonymousHosts();

    /**
     * Groups that may publish an event type. The key is the name of a type, or a prefix followed by {@code *}; the
     * longest match applies. Every publisher may publish types without a match.
     */
    Map<String, Set<String>> publishRights();

    /**
     * Time between two requests for the keys of the identity provider. A key that the provider has removed stays trusted for
     * that long. While the provider is unavailable, the last keys stay trusted.
     */
    @WithDefault("5m")
    Duration keyRefreshInterval();
}
