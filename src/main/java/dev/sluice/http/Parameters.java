package dev.sluice.http;

import io.quarkiverse.resteasy.problem.HttpProblem;
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
 * Reads the text parameters of a request and collects the faults of all of them. For one request, and one thread.
 *
 * <p>Parameters are texts because Quarkus REST (3.33) ends a request at the first typed one that it cannot convert, with 404. A
 * client would learn of one fault at a time.
 */
public class Parameters {

    /** The meaning of the parameter {@code dry-run}. */
    public static final String DRY_RUN = "Whether to report what would change, and change nothing; true unless given";

    private static final int MAX_LIMIT = 1_000;

    private final List<InvalidQuery.Fault> faults;

    /** Starts with the faults that {@link QueryCheck} found in the request. */
    public Parameters(RoutingContext request) {
        faults = new ArrayList<>(QueryCheck.faults(request));
    }

    /** Remembers that something is wrong. */
    public final void fault(String name, String detail) {
        faults.add(new InvalidQuery.Fault(name, detail));
    }

    /**
     * Ends the request if something is wrong.
     *
     * @throws HttpProblem naming all that is
     */
    public final void requireValid() {
        if (!faults.isEmpty()) {
            throw InvalidQuery.of(faults);
        }
    }

    /** A whole number within bounds, both of which it may be. */
    public final int number(String name, @Nullable String text, int min, int max, int otherwise) {
        String fault = "must be a whole number from " + min + " to " + max;
        return Objects.requireNonNullElse(parsed(name, text, value -> number(value, min, max), fault), otherwise);
    }

    /** The parameter {@code limit}: how many a page has at most, from 1 to 1000. */
    public final int limit(@Nullable String text, int otherwise) {
        return number("limit", text, 1, MAX_LIMIT, otherwise);
    }

    /** An instant in ISO-8601, from {@code min} and before {@code end}. */
    public final @Nullable Instant instant(String name, @Nullable String text, Instant min, Instant end) {
        return parsed(name, text, value -> instant(value, min, end), "must be an instant such as 2026-11-23T05:00:00Z");
    }

    /** The parameter {@code dry-run}: false for {@code false} alone, so that a slip of the pen changes nothing. */
    public final boolean dryRun(@Nullable String text) {
        return Objects.requireNonNullElse(
                parsed(
                        "dry-run",
                        text,
                        value -> "true".equals(value) || "false".equals(value)
                                ? Optional.of(Boolean.valueOf(value))
                                : Optional.empty(),
                        "must be true or false"),
                true);
    }

    /** Null without a text, and for one that is wrong, which is remembered. */
    public final <T> @Nullable T parsed(
            String name, @Nullable String text, Function<String, Optional<T>> parser, String fault) {
        if (text == null) {
            return null;
        }
        Optional<T> value = parser.apply(text);
        if (value.isEmpty()) {
            fault(name, fault);
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
