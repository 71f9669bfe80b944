package dev.sluice.security;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;

@Provider
@ForReaders
@NonBlocking
class ReaderFilter extends RoleFilter {

    ReaderFilter(AnonymousClients anonymous) {
        super(anonymous, Set.of(Roles.READER, Roles.PUBLISHER));
    }
}
