package dev.sluice.security;

import dev.sluice.http.RequestProblem;
import io.quarkiverse.resteasy.problem.ExceptionMapperBase;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.UnauthorizedException;
import jakarta.annotation.Priority;
import jakarta.ws.rs.ext.Provider;

/**
 * Maps failed authentication to problem documents. Replaces the mappers of quarkus-resteasy-problem 3.21.0, which fail with Quarkus
 * 3.33 (its {@code ChallengeData} has no field {@code headerName}): look again at the next version.
 */
final class AuthenticationProblems {

    /** Precedes the library's mappers, whose priority is 4999. */
    private static final int BEFORE_LIBRARY = 4_000;

    private AuthenticationProblems() {}

    /** A request without a token. */
    @Provider
    @Priority(BEFORE_LIBRARY)
    public static final class TokenMissing extends ExceptionMapperBase<UnauthorizedException> {
        @Override
        protected HttpProblem toProblem(UnauthorizedException failure) {
            return RequestProblem.unauthenticated(false);
        }
    }

    /** A request with a token that is not accepted. */
    @Provider
    @Priority(BEFORE_LIBRARY)
    public static final class TokenRejected extends ExceptionMapperBase<AuthenticationFailedException> {
        @Override
        protected HttpProblem toProblem(AuthenticationFailedException failure) {
            return RequestProblem.unauthenticated(true);
        }
    }

    /** A request with a token while no verification keys are known. */
    @Provider
    @Priority(BEFORE_LIBRARY)
    public static final class KeysUnavailable extends ExceptionMapperBase<IdentityProviderUnavailableException> {
        @Override
        protected HttpProblem toProblem(IdentityProviderUnavailableException failure) {
            return RequestProblem.TOKENS_UNVERIFIABLE.with(
                    "The identity provider has not returned its keys yet; retry");
        }
    }
}
