package dev.sluice.security;

/** No token can be verified yet: since Sluice started, the identity provider has not told its keys. */
public final class IdentityProviderUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    IdentityProviderUnavailableException() {
        super("The identity provider has not told its keys yet", null, false, false);
    }
}
