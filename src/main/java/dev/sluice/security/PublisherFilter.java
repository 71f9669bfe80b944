package dev.sluice.security;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;

@Provider
@ForPublishers
@NonBlocking
class PublisherFilter extends RoleFilter {

    PublisherFilter(AnonymousClients anonymous) {
        super(anonymous, Set.of(Roles.PUBLISHER));
    }
}
