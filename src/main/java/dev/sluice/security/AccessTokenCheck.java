package dev.sluice.security;

import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.jwt.consumer.Validator;
import org.jspecify.annotations.Nullable;

/**
 * A check that a token is an access token of a named caller. Providers sign ID tokens, refresh tokens and others with the same keys,
 * and some of them have the audience of an access token. quarkus-oidc calls it for each token with a valid signature, with an
 * identity provider and with {@code quarkus.oidc.public-key}. The latter ignores {@code quarkus.oidc.token.subject-required} and
 * accepts refresh tokens (Quarkus 3.33.2: {@code OidcIdentityProvider.validateTokenWithoutOidcServer}).
 */
@Singleton
@Unremovable
class AccessTokenCheck implements Validator {

    /** Values of the claim {@code typ} of access tokens: Keycloak's two, and the media types of RFC 7519 and RFC 9068. */
    private static final Set<String> ACCESS_TYPES = Set.of("bearer", "dpop", "jwt", "at+jwt");
    /** Claims of ID tokens (OpenID Connect Core 1.0, sections 2 and 3.3.2.11) and of security events (RFC 8417). */
    private static final Set<String> FOREIGN_CLAIMS = Set.of("nonce", "at_hash", "c_hash", "s_hash", "events");

    private final Optional<String> configuredType;

    AccessTokenCheck(@ConfigProperty(name = "quarkus.oidc.token.token-type") Optional<String> configuredType) {
        this.configuredType = configuredType;
    }

    /** Returns the reason to reject a token, without any value of it, or null. */
    @Override
    public @Nullable String validate(JwtContext token) throws MalformedClaimException {
        JwtClaims claims = token.getJwtClaims();
        if (!Caller.isValidName(claims.getSubject())) {
            return "The claim sub is not the name of a caller";
        }
        Optional<String> header = Optional.ofNullable(
                        token.getJoseObjects().get(0).getHeader("typ"))
                .map(AccessTokenCheck::withoutPrefix);
        Optional<String> type = Optional.ofNullable(claims.getStringClaimValue("typ"));
        Optional<String> use = Optional.ofNullable(claims.getStringClaimValue("token_use"));
        // Okta's type ends with at+jwt too.
        if (header.filter(value -> !value.equals("jwt") && !value.endsWith("at+jwt"))
                .isPresent()) {
            return "The header typ is not that of an access token";
        }
        if (type.filter(value -> !isAccessType(value)).isPresent()) {
            return "The claim typ is not that of an access token";
        }
        if (use.filter(value -> !value.equals("access")).isPresent()) {
            return "The claim token_use is not access";
        }
        boolean isTyped = type.isPresent()
                || use.isPresent()
                || header.filter(value -> value.endsWith("at+jwt")).isPresent();
        return isTyped || FOREIGN_CLAIMS.stream().noneMatch(claims::hasClaim)
                ? null
                : "A claim is that of an ID token or of a security event";
    }

    private boolean isAccessType(String type) {
        return ACCESS_TYPES.contains(withoutPrefix(type))
                || configuredType.filter(type::equals).isPresent();
    }

    /** Returns a media type in the short form that RFC 7515, section 4.1.9 recommends. */
    private static String withoutPrefix(String type) {
        String lower = type.toLowerCase(Locale.ROOT);
        return lower.startsWith("application/") ? lower.substring("application/".length()) : lower;
    }
}
