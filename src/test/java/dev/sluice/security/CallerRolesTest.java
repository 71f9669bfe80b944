package dev.sluice.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CallerRolesTest {

    private static final Map<String, String> PREFIX = Map.of("sluice.security.role-prefix", "sluice-");

    private static SecurityIdentity identity(Map<String, String> settings, String... groups) {
        CallerRoles roles = new CallerRoles(new SmallRyeConfigBuilder()
                .withMapping(SecurityConfig.class)
                .withConverter(Duration.class, 100, new DurationConverter())
                .withSources(new PropertiesConfigSource(settings, "test", 500))
                .build()
                .getConfigMapping(SecurityConfig.class));
        SecurityIdentity identity = QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal("billing"))
                .addRoles(Set.of(groups))
                .addAttribute("tenant", "default")
                .build();
        return roles.augment(identity, blocking -> Uni.createFrom().item(blocking))
                .await()
                .indefinitely();
    }

    @Test
    void groupWithNameOfRoleIsThatRoleByDefault() {
        assertThat(identity(Map.of(), "operator", "payments").getRoles())
                .containsExactlyInAnyOrder("operator", "payments");
    }

    @Test
    void onlyGroupWithPrefixIsRole() {
        assertThat(identity(PREFIX, "sluice-publisher", "operator", "reader", "payments", "sluice-team")
                        .getRoles())
                .containsExactlyInAnyOrder("sluice-publisher", "publisher", "payments", "sluice-team");
    }

    @Test
    void prefixKeepsTheIdentity() {
        SecurityIdentity identity = identity(PREFIX, "sluice-reader");

        assertThat(identity.getPrincipal().getName()).isEqualTo("billing");
        assertThat(identity.<String>getAttribute("tenant")).isEqualTo("default");
        assertThat(identity.isAnonymous()).isFalse();
    }
}
