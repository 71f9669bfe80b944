package dev.sluice.security;

import io.smallrye.config.ConfigMapping;
import jakarta.validation.constraints.Pattern;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What clients may do. How their tokens are verified is said by {@code quarkus.oidc}. */
@ConfigMapping(prefix = "sluice.security")
public interface SecurityConfig {

    /**
     * What anybody may do without a token: any of {@code publisher}, {@code reader}, {@code operator}. Nothing, if it is not
     * set.
     */
    Optional<Set<@Pattern(regexp = Roles.ANY) String>> anonymous();

    /**
     * The groups that may publish an event type. The key is a type's name, or the start of some followed by {@code *}; of
     * those that match a type the longest counts. A type that none matches can be published by every publisher.
     */
    Map<String, Set<String>> publishRights();
}
