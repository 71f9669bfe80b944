package dev.sluice.security;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;

@Provider
@ForOperators
@NonBlocking
class OperatorFilter extends RoleFilter {

    OperatorFilter(AnonymousClients anonymous) {
        super(anonymous, Set.of(Roles.OPERATOR));
    }
}
