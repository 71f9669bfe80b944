package dev.sluice.security;

import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The authenticated or anonymous sender of a request. Valid within that request.
 *
 * @param name the subject of the token, which is unique and never reassigned; empty for an anonymous caller
 * @param groups the groups of the token and the roles mapped to them
 * @param address IP address of the peer, or as reported by a trusted proxy ({@code quarkus.http.proxy})
 */
public record Caller(String name, Set<String> groups, String address) {

    private static final String KEY = Caller.class.getName();
    /** The maximum length of a subject (OpenID Connect Core 1.0, section 2), which the index of the idempotency keys can hold. */
    private static final int MAX_NAME_LENGTH = 255;

    /**
     * Returns whether a subject can be a name: 1 to 255 characters, without control characters and unpaired surrogates. PostgreSQL
     * cannot store U+0000, all unpaired surrogates are the same in UTF-8, and an empty name would be anonymous.
     */
    static boolean isValidName(@Nullable String subject) {
        if (subject == null || subject.isBlank() || subject.length() > MAX_NAME_LENGTH) {
            return false;
        }
        for (int i = 0; i < subject.length(); i++) {
            char c = subject.charAt(i);
            if (Character.isISOControl(c)) {
                return false;
            }
            if (Character.isHighSurrogate(c)
                    && i + 1 < subject.length()
                    && Character.isLowSurrogate(subject.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the caller of a request to a resource with {@link AllowedRoles}. Other requests are not authenticated.
     *
     * @throws IllegalStateException if the resource has no {@link AllowedRoles}
     */
    public static Caller of(RoutingContext request) {
        Caller caller = request.get(KEY);
        if (caller == null) {
            throw new IllegalStateException("No @AllowedRoles at " + request.normalizedPath());
        }
        return caller;
    }

    /** Sets the caller of a request. */
    static Caller set(RoutingContext request, String name, Set<String> groups) {
        Caller caller = new Caller(name, groups, address(request.request().remoteAddress()));
        request.put(KEY, caller);
        return caller;
    }

    private static String address(SocketAddress peer) {
        return Objects.requireNonNullElseGet(peer.hostAddress(), () -> Objects.toString(peer.host(), ""));
    }

    /** Returns a text that identifies the caller among all callers: the subject of the token, or the address without one. */
    public String id() {
        return isAnonymous() ? "at " + address : "as " + name;
    }

    /** Returns the name for logs and for other people: {@code anonymous} for an anonymous caller. */
    public String displayName() {
        return isAnonymous() ? "anonymous" : name;
    }

    /** Returns whether the request had no token. */
    public boolean isAnonymous() {
        return name.isEmpty();
    }

    /** Returns whether the caller has at least one of the given groups or roles. */
    boolean hasAny(Set<String> required) {
        return !Collections.disjoint(groups, required);
    }
}
