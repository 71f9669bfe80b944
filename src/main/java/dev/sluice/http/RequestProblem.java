package dev.sluice.http;

import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.HttpHeaders;
import java.net.URI;

/** The problem types that any endpoint can return. */
public enum RequestProblem {
    MALFORMED("malformed-json", 400, "Malformed JSON", false),
    UNAUTHENTICATED("unauthenticated", 401, "Valid bearer token required", false),
    FORBIDDEN("forbidden", 403, "Access denied", false),
    CROSS_SITE("cross-site-request", 403, "Cross-site request refused", false),
    TOO_SLOW("body-too-slow", 408, "Request body timeout", true),
    TOO_LARGE("event-too-large", 413, "Event or request body too large", false),
    RATE_LIMITED("rate-limited", 429, "Rate limit exceeded", true),
    OVERLOADED("overloaded", 503, "Service overloaded", true),
    TOKENS_UNVERIFIABLE("tokens-unverifiable", 503, "Token verification unavailable", true);

    /** The {@code type} of documents that say no more than their status. */
    static final URI GENERIC = URI.create("about:blank");

    private static final long RETRY_AFTER_SECONDS = 1;

    private final ProblemType type;

    RequestProblem(String name, int status, String title, boolean retryable) {
        this.type = ProblemType.of(
                name, status, title, retryable, status == 503 || status == 429 ? RETRY_AFTER_SECONDS : 0);
    }

    /** Returns the problem type. */
    public ProblemType type() {
        return type;
    }

    /** Returns a document of this type. */
    public HttpProblem with(String detail) {
        return type.with(detail);
    }

    /**
     * Returns a 429.
     *
     * @param retryAfterSeconds the seconds until the caller's limit admits the request
     */
    public static HttpProblem rateLimited(long retryAfterSeconds) {
        return RATE_LIMITED
                .type
                .builder("The caller sends too many events or queries per second; nothing was written")
                .withHeader(HttpHeaders.RETRY_AFTER, retryAfterSeconds)
                .build();
    }

    /** Returns a builder of a document whose {@code type} says no more than its status, for an error of the client. */
    static HttpProblem.Builder generic(int status, String title, String detail) {
        return HttpProblem.builder()
                .withType(GENERIC)
                .withStatus(status)
                .withTitle(title)
                .withDetail(detail)
                .with(ProblemType.RETRYABLE, false);
    }

    /**
     * Returns a 401 with the header {@code WWW-Authenticate} of RFC 6750, section 3.
     *
     * @param tokenRejected whether the request had a token, which was rejected
     */
    public static HttpProblem unauthenticated(boolean tokenRejected) {
        return UNAUTHENTICATED
                .type
                .builder(
                        tokenRejected
                                ? "The bearer token has expired or is not accepted here; send a new one"
                                : "Send a bearer token in the Authorization header")
                .withHeader(HttpHeaders.WWW_AUTHENTICATE, tokenRejected ? "Bearer error=\"invalid_token\"" : "Bearer")
                .build();
    }
}
