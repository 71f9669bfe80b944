package dev.sluice.http;

import com.google.errorprone.annotations.Immutable;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.HttpHeaders;
import java.net.URI;

/**
 * A type of problem documents (RFC 9457).
 *
 * @param uri the {@code type} of the documents, which never changes
 * @param retryable whether the same request can succeed later
 * @param retryAfterSeconds value of the header {@code Retry-After}; 0 to omit the header
 */
@Immutable
public record ProblemType(URI uri, int status, String title, boolean retryable, long retryAfterSeconds) {

    /** The member of a document that states whether the same request can succeed later. */
    public static final String RETRYABLE = "retryable";

    private static final String PREFIX = "urn:sluice:problem:";

    /**
     * Creates a problem type.
     *
     * @param name the last part of the {@code type} URN, such as {@code unauthenticated}
     */
    public static ProblemType of(String name, int status, String title, boolean retryable, long retryAfterSeconds) {
        return new ProblemType(URI.create(PREFIX + name), status, title, retryable, retryAfterSeconds);
    }

    /** Returns the last part of the {@code type} URN. */
    public String name() {
        return uri.toString().substring(PREFIX.length());
    }

    /** Returns the last part of the {@code type} URN of a document that has one of these types. */
    static String name(HttpProblem problem) {
        return String.valueOf(problem.getType()).substring(PREFIX.length());
    }

    /** Returns whether a document states that the same request can succeed later. */
    public static boolean isRetryable(HttpProblem problem) {
        return Boolean.TRUE.equals(problem.getParameters().get(RETRYABLE));
    }

    /** Returns a document of this type. */
    public HttpProblem with(String detail) {
        return build(builder(detail));
    }

    /**
     * Builds a document without a stack trace. A batch or stream can have a problem for each few bytes, and a stack trace takes
     * ten times as long and as much memory as the rest of it.
     */
    public static HttpProblem build(HttpProblem.Builder builder) {
        return new StacklessProblem(builder);
    }

    private static final class StacklessProblem extends HttpProblem {

        private static final long serialVersionUID = 1L;

        StacklessProblem(Builder builder) {
            super(builder);
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    /** Returns a builder of a document of this type. */
    public HttpProblem.Builder builder(String detail) {
        HttpProblem.Builder builder = HttpProblem.builder()
                .withType(uri)
                .withStatus(status)
                .withTitle(title)
                .withDetail(detail)
                .with(RETRYABLE, retryable);
        return retryAfterSeconds > 0 ? builder.withHeader(HttpHeaders.RETRY_AFTER, retryAfterSeconds) : builder;
    }
}
