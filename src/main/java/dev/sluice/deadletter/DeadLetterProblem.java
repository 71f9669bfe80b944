package dev.sluice.deadletter;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.core.HttpHeaders;
import java.net.URI;
import java.util.List;

/** The problem documents (RFC 9457) of this part of the API, with the members that all of Sluice's have. */
enum DeadLetterProblem {
    INVALID_QUERY("invalid-query", 400, "The request's parameters are not valid", false),
    UNKNOWN("unknown-dead-letter", 404, "There is no such dead letter", false),
    IN_PROGRESS("redrive-in-progress", 409, "Dead letters are being redriven already", true),
    TAKEN_OVER("redrive-taken-over", 409, "Another replica has taken over", true),
    BUSY("too-many-readers", 503, "Too many requests read dead letters", true),
    NO_MARKS("no-marks-topic", 503, "What is dealt with cannot be written down", false),
    TOO_MANY_MARKS("too-many-marks", 503, "Too many letters are dealt with and not purged", false),
    UNAVAILABLE("kafka-unavailable", 503, "Kafka does not answer in time", true);

    static final String TYPE_PREFIX = "urn:sluice:problem:";
    private static final long RETRY_AFTER_SECONDS = 5;

    private final URI type;
    private final int status;
    private final String title;
    private final boolean retryable;

    DeadLetterProblem(String type, int status, String title, boolean retryable) {
        this.type = URI.create(TYPE_PREFIX + type);
        this.status = status;
        this.title = title;
        this.retryable = retryable;
    }

    /** What is wrong with a parameter. */
    @RegisterForReflection
    record Fault(String parameter, String detail) {}

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    HttpProblem with(String detail) {
        return builder(detail).build();
    }

    static HttpProblem invalid(List<Fault> faults) {
        return INVALID_QUERY
                .builder(faults.size() + (faults.size() == 1 ? " parameter is" : " parameters are") + " not valid")
                .with("errors", faults)
                .build();
    }

    private HttpProblem.Builder builder(String detail) {
        HttpProblem.Builder builder = HttpProblem.builder()
                .withType(type)
                .withStatus(status)
                .withTitle(title)
                .withDetail(detail)
                .with("retryable", retryable);
        return retryable ? builder.withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS) : builder;
    }
}
