package dev.sluice.ingress;

import io.quarkiverse.resteasy.problem.ExceptionMapperBase;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.UnauthorizedException;
import jakarta.annotation.Priority;
import jakarta.ws.rs.ext.Provider;

/**
 * The problems of requests without a token and with one that is refused. They replace those of quarkus-resteasy-problem 3.21.0,
 * which fails with Quarkus 3.33 (its {@code ChallengeData} has no field {@code headerName}): look again at the next version.
 */
final class UnauthenticatedProblems {

    /** Before the library's mappers, which have 4999. */
    private static final int BEFORE_LIBRARY = 4_000;

    private UnauthenticatedProblems() {}

    /** A request without a token. */
    @Provider
    @Priority(BEFORE_LIBRARY)
    public static final class WithoutToken extends ExceptionMapperBase<UnauthorizedException> {
        @Override
        protected HttpProblem toProblem(UnauthorizedException failure) {
            return Problem.unauthenticated(false);
        }
    }

    /** A request with a token that is refused. */
    @Provider
    @Priority(BEFORE_LIBRARY)
    public static final class WithRefusedToken extends ExceptionMapperBase<AuthenticationFailedException> {
        @Override
        protected HttpProblem toProblem(AuthenticationFailedException failure) {
            return Problem.unauthenticated(true);
        }
    }
}
