package dev.sluice.security;

import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.util.Collections;
import java.util.Objects;
import java.util.Set;

/**
 * Who sent a request. To be passed on within the request.
 *
 * @param name the subject of its token, which is unique and never given to another; empty for a client without a token
 * @param groups those of its token, and the roles that follow from them
 * @param address from where it calls: the peer's, or what a trusted proxy says ({@code quarkus.http.proxy})
 */
public record Caller(String name, Set<String> groups, String address) {

    private static final String KEY = Caller.class.getName();

    /** The client of a request to a method that asks for a role: only there has the token been looked at. */
    public static Caller of(RoutingContext request) {
        Caller client = request.get(KEY);
        if (client == null) {
            throw new IllegalStateException("no role is asked for at " + request.normalizedPath());
        }
        return client;
    }

    static Caller identified(RoutingContext request, String name, Set<String> groups) {
        Caller client = new Caller(name, groups, address(request.request().remoteAddress()));
        request.put(KEY, client);
        return client;
    }

    private static String address(SocketAddress peer) {
        return Objects.requireNonNullElseGet(peer.hostAddress(), () -> Objects.toString(peer.host(), ""));
    }

    public boolean isAnonymous() {
        return name.isEmpty();
    }

    boolean isInAny(Set<String> others) {
        return !Collections.disjoint(groups, others);
    }
}
