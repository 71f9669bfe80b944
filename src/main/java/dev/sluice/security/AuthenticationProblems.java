package dev.sluice.security;

import dev.sluice.http.RequestProblem;
import dev.sluice.security.OidcKeyLoader.KeysUnavailableException;
import io.quarkiverse.resteasy.problem.ExceptionMapperBase;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.UnauthorizedException;
import jakarta.annotation.Priority;
import jakarta.ws.rs.ext.Provider;

/**
 * Exception mappers that turn failed authentication into problem documents. They replace the mappers of
 * quarkus-resteasy-problem 3.21.0, which fail with Quarkus 3.33 because {@code ChallengeData} has no field
 * {@code headerName}. Look again at its next version.
 */
final class AuthenticationProblems {

    /** The priority of the mappers, before those of the library (4999). */
    private static final int BEFORE_LIBRARY = 4_000;

    private AuthenticationProblems() {}

    /** The mapper for requests without a token. */
    @Provider
    @Priority(BEFORE_LIBRARY)
    public static final class TokenMissing extends ExceptionMapperBase<UnauthorizedException> {
        @Override
        protected HttpProblem toProblem(UnauthorizedException failure) {
            return RequestProblem.unauthenticated(false);
        }
    }

    /** The mapper for requests with a rejected token. */
    @Provider
    @Priority(BEFORE_LIBRARY)
    public static final class TokenRejected extends ExceptionMapperBase<AuthenticationFailedException> {
        @Override
        protected HttpProblem toProblem(AuthenticationFailedException failure) {
            return RequestProblem.unauthenticated(true);
        }
    }

    /** The mapper for requests with a token while the keys to verify it are not loaded. */
    @Provider
    @Priority(BEFORE_LIBRARY)
    public static final class KeysUnavailable extends ExceptionMapperBase<KeysUnavailableException> {
        @Override
        protected HttpProblem toProblem(KeysUnavailableException failure) {
            return RequestProblem.TOKENS_UNVERIFIABLE.with(
                    "The keys of the identity provider are not loaded yet; retry later");
        }
    }
}
