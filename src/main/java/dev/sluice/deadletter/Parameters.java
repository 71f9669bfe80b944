package dev.sluice.deadletter;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of a request, and remembers all that is wrong with them. For one request. */
final class Parameters {

    /** In place of one that is no place, until the request is refused. */
    private static final LetterPlace NOWHERE = LetterPlace.of("", 0, 0);

    private final List<DeadLetterProblem.Fault> faults = new ArrayList<>();

    /**
     * Begins with those of the query that the request does not have: a filter that is spelt wrong would match everything.
     *
     * @param known the names of those that it has
     */
    Parameters(RoutingContext request, String... known) {
        MultiMap given = request.queryParams();
        for (String name : new TreeSet<>(given.names())) {
            if (!List.of(known).contains(name)) {
                faults.add(new DeadLetterProblem.Fault(name, "is no parameter of this request"));
            } else if (given.getAll(name).size() > 1) {
                faults.add(new DeadLetterProblem.Fault(name, "is given more than once"));
            }
        }
    }

    LetterFilter filter(
            @Nullable String topic,
            @Nullable String type,
            @Nullable String reason,
            @Nullable String from,
            @Nullable String to,
            @Nullable String state) {
        return new LetterFilter(
                topic,
                type,
                reason,
                instant("from", from),
                instant("to", to),
                parsed("state", state, LetterState::parse, "must be open, redriven or discarded"));
    }

    @Nullable
    LetterPlace cursor(@Nullable String text) {
        return parsed("after", text, LetterPlace::parse, "must be what a page before gave as next");
    }

    int number(String name, @Nullable String text, int min, int max, int otherwise) {
        String fault = "must be a whole number from " + min + " to " + max;
        return Objects.requireNonNullElse(parsed(name, text, value -> number(value, min, max), fault), otherwise);
    }

    /** False for {@code false} alone, so that a slip of the pen sends nothing. */
    boolean dryRun(@Nullable String text) {
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

    String required(String name, @Nullable String text) {
        if (text == null) {
            faults.add(new DeadLetterProblem.Fault(name, "is required"));
        }
        return Objects.requireNonNullElse(text, "");
    }

    LetterPlace place(String topic, String partition, String offset) {
        LetterPlace place = parsed(
                "topic, partition, offset",
                topic + "-" + partition + "-" + offset,
                LetterPlace::parse,
                "must be a topic's name and two whole numbers");
        return Objects.requireNonNullElse(place, NOWHERE);
    }

    /** @throws HttpProblem naming all that is wrong */
    void requireValid() {
        if (!faults.isEmpty()) {
            throw DeadLetterProblem.invalid(faults);
        }
    }

    private @Nullable Instant instant(String name, @Nullable String text) {
        return parsed(name, text, Parameters::instant, "must be an instant such as 2026-11-23T05:00:00Z");
    }

    private static Optional<Instant> instant(String text) {
        try {
            Instant instant = Instant.parse(text);
            // Kafka counts milliseconds from 1970 in a long.
            return instant.getEpochSecond() >= 0 && instant.getEpochSecond() < Long.MAX_VALUE / 1_000
                    ? Optional.of(instant)
                    : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> number(String text, int min, int max) {
        try {
            int number = Integer.parseInt(text);
            return number >= min && number <= max ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private <T> @Nullable T parsed(
            String name, @Nullable String text, Function<String, Optional<T>> parser, String fault) {
        if (text == null) {
            return null;
        }
        Optional<T> value = parser.apply(text);
        if (value.isEmpty()) {
            faults.add(new DeadLetterProblem.Fault(name, fault));
        }
        return value.orElse(null);
    }
}
