package dev.sluice.http;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A parser of a request's text parameters that collects the errors of all of them. One instance per request; not
 * thread-safe.
 *
 * <p>Resource methods declare parameters as text because Quarkus REST (3.33) responds with 404 to the first typed
 * parameter that it cannot convert. The client would see one error at a time.
 */
public class Parameters {

    /**
     * An error of one parameter.
     *
     * @param parameter the name of the parameter
     * @param detail the reason, without a subject, such as "must be true or false"
     */
    @RegisterForReflection
    public record ParameterError(String parameter, String detail) {}

    /** The description of the parameter {@code dry-run} in OpenAPI. */
    public static final String DRY_RUN = "Whether to report the changes without making them; true by default";

    private static final int MAX_LIMIT = 1_000;
    private static final ProblemType INVALID =
            ProblemType.of("invalid-query", 400, "Invalid query parameters", false, 0);

    private final List<ParameterError> errors;

    /** Starts with the errors that {@link QueryCheck} found in the request. */
    public Parameters(RoutingContext request) {
        errors = new ArrayList<>(QueryCheck.errors(request));
    }

    /**
     * Returns the problem of a request with invalid parameters, status 400.
     *
     * @param errors the errors of all parameters, at least one
     */
    public static HttpProblem invalid(List<ParameterError> errors) {
        return INVALID.builder(errors.size() + (errors.size() == 1 ? " parameter is" : " parameters are")
                        + " invalid; see errors")
                .with("errors", List.copyOf(errors))
                .build();
    }

    /** Adds the error of a parameter. */
    public final void addError(String name, String detail) {
        errors.add(new ParameterError(name, detail));
    }

    /**
     * Rejects the request if any parameter is invalid.
     *
     * @throws HttpProblem with the errors of all parameters
     */
    public final void requireValid() {
        if (!errors.isEmpty()) {
            throw invalid(errors);
        }
    }

    /**
     * Parses a whole number.
     *
     * @param min smallest valid value
     * @param max largest valid value
     * @param defaultValue the result if the parameter is absent or invalid
     */
    public final int number(String name, @Nullable String text, int min, int max, int defaultValue) {
        String error = "must be a whole number from " + min + " to " + max;
        return Objects.requireNonNullElse(parse(name, text, value -> number(value, min, max), error), defaultValue);
    }

    /**
     * Parses the parameter {@code limit}, the maximum number of items in a page, from 1 to 1000.
     *
     * @param defaultValue the result if the parameter is absent or invalid
     */
    public final int limit(@Nullable String text, int defaultValue) {
        return number("limit", text, 1, MAX_LIMIT, defaultValue);
    }

    /**
     * Parses an instant in ISO 8601.
     *
     * @param min earliest valid instant
     * @param end first instant that is too late
     * @return the instant; null if the parameter is absent or invalid
     */
    public final @Nullable Instant instant(String name, @Nullable String text, Instant min, Instant end) {
        return parse(name, text, value -> instant(value, min, end), "must be an instant such as 2026-11-23T05:00:00Z");
    }

    /**
     * Parses the parameter {@code dry-run}. Returns false only for {@code false}, so that a typing error changes
     * nothing.
     */
    public final boolean dryRun(@Nullable String text) {
        return Objects.requireNonNullElse(
                parse(
                        "dry-run",
                        text,
                        value -> "true".equals(value) || "false".equals(value)
                                ? Optional.of(Boolean.valueOf(value))
                                : Optional.empty(),
                        "must be true or false"),
                true);
    }

    /**
     * Parses a parameter and adds an error if that fails.
     *
     * @param parser returns the value, or empty if the text is invalid
     * @param error the detail of the error, such as "must be true or false"
     * @return the value; null if the parameter is absent or invalid
     */
    public final <T> @Nullable T parse(
            String name, @Nullable String text, Function<String, Optional<T>> parser, String error) {
        if (text == null) {
            return null;
        }
        Optional<T> value = parser.apply(text);
        if (value.isEmpty()) {
            addError(name, error);
        }
        return value.orElse(null);
    }

    private static Optional<Integer> number(String text, int min, int max) {
        try {
            int number = Integer.parseInt(text);
            return number >= min && number <= max ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> instant(String text, Instant min, Instant end) {
        try {
            Instant instant = Instant.parse(text);
            return instant.isBefore(min) || !instant.isBefore(end) ? Optional.empty() : Optional.of(instant);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
