package dev.sluice.security;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An identity augmentor that gives callers their roles: callers without a token those in {@code sluice.security.anonymous}, others
 * those of their groups with {@code sluice.security.role-prefix}. Runs before {@code quarkus.http.auth.roles-mapping}, which can
 * give a role to any other group.
 */
@ApplicationScoped
class CallerRoles implements SecurityIdentityAugmentor {

    private final SecurityIdentity anonymous;
    private final String prefix;

    CallerRoles(SecurityConfig config) {
        this.anonymous = QuarkusSecurityIdentity.builder()
                .setAnonymous(true)
                .setPrincipal(new QuarkusPrincipal(""))
                .addRoles(config.anonymous().orElse(Set.of()))
                .build();
        this.prefix = config.rolePrefix().orElse("");
    }

    /** Returns the roles of callers without a token. */
    Set<String> anonymous() {
        return anonymous.getRoles();
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        if (identity.isAnonymous()) {
            return Uni.createFrom().item(anonymous);
        }
        return Uni.createFrom().item(prefix.isEmpty() ? identity : withPrefixedRoles(identity));
    }

    private SecurityIdentity withPrefixedRoles(SecurityIdentity identity) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(identity.getPrincipal())
                .addRoles(identity.getRoles().stream().flatMap(this::roles).collect(Collectors.toSet()))
                .addCredentials(identity.getCredentials())
                .addAttributes(identity.getAttributes())
                .addPermissionChecker(identity::checkPermission)
                .build();
    }

    /** Returns what a group is for Sluice: a role in addition, nothing if it only has the name of one, or else itself. */
    private Stream<String> roles(String group) {
        if (Roles.ALL.contains(group)) {
            return Stream.empty();
        }
        String role = group.startsWith(prefix) ? group.substring(prefix.length()) : "";
        return Roles.ALL.contains(role) ? Stream.of(group, role) : Stream.of(group);
    }
}
