package dev.sluice.http;

import com.google.errorprone.annotations.Immutable;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.HttpHeaders;
import java.net.URI;

/**
 * A kind of problem document (RFC 9457).
 *
 * @param uri the document's {@code type}, which never changes
 * @param retryable whether the same request can succeed later
 * @param retryAfterSeconds what {@code Retry-After} says; 0 if the kind has none
 */
@Immutable
public record ProblemType(URI uri, int status, String title, boolean retryable, long retryAfterSeconds) {

    /** The member of a document that says whether the same request can succeed later. */
    public static final String RETRYABLE = "retryable";

    private static final String PREFIX = "urn:sluice:problem:";

    /**
     * Makes a kind.
     *
     * @param name what its {@code type} ends with
     */
    public static ProblemType of(String name, int status, String title, boolean retryable, long retryAfterSeconds) {
        return new ProblemType(URI.create(PREFIX + name), status, title, retryable, retryAfterSeconds);
    }

    /** What its {@code type} ends with. */
    public String name() {
        return uri.toString().substring(PREFIX.length());
    }

    /** What the {@code type} of one of these problems ends with. */
    static String name(HttpProblem problem) {
        return String.valueOf(problem.getType()).substring(PREFIX.length());
    }

    /** Whether a problem's document says that the same request can succeed later. */
    public static boolean isRetryable(HttpProblem problem) {
        return Boolean.TRUE.equals(problem.getParameters().get(RETRYABLE));
    }

    /** Returns a document of this kind. */
    public HttpProblem with(String detail) {
        return builder(detail).build();
    }

    /** Begins a document of this kind. */
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
