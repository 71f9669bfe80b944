package dev.sluice.security;

import io.quarkiverse.resteasy.problem.HttpProblem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * The audit log: one line in the category {@code dev.sluice.audit}, at level {@code INFO}, for each operation of an operator
 * that changes something or returns a payload, whether it succeeds or fails. A line has no payload. The members of the line are
 * MDC fields too: {@code operation}, {@code target}, {@code caller}, {@code address}, {@code outcome} and {@code count}.
 * Thread-safe.
 */
public final class AuditLog {

    private static final Logger LOG = Logger.getLogger("dev.sluice.audit");

    private AuditLog() {}

    /**
     * The outcome of an operation.
     *
     * @param text {@code done}, or the reason why the operation ended early
     * @param count the number of records or partitions that were read or changed
     */
    public record Outcome(String text, long count) {

        /** Returns the outcome of an operation that succeeded. */
        public static Outcome done(long count) {
            return new Outcome("done", count);
        }

        private static Outcome failed(RuntimeException failure) {
            String reason = failure instanceof HttpProblem problem
                    ? problem.getStatusCode() + " " + problem.getTitle()
                    : failure.getClass().getSimpleName();
            return new Outcome("failed: " + reason, 0);
        }
    }

    /**
     * Runs an operation and logs it, also if it throws.
     *
     * @param operation the kind of operation, such as {@code dead-letters.purge}
     * @param target the object of the operation, such as a topic; control characters are replaced
     */
    public static <T> T record(
            Caller caller, String operation, String target, Supplier<T> call, Function<T, Outcome> outcome) {
        try {
            T result = call.get();
            log(caller, operation, target, outcome.apply(result));
            return result;
        } catch (RuntimeException e) {
            log(caller, operation, target, Outcome.failed(e));
            throw e;
        }
    }

    private static void log(Caller caller, String operation, String target, Outcome outcome) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("operation", operation);
        fields.put("target", target.replaceAll("\\p{Cntrl}", "?"));
        fields.put("caller", caller.displayName());
        fields.put("address", caller.address());
        fields.put("outcome", outcome.text());
        fields.put("count", Long.toString(outcome.count()));
        fields.forEach(MDC::put);
        try {
            LOG.infof("%s of %s by %s from %s: %s, count %s", fields.values().toArray());
        } finally {
            fields.keySet().forEach(MDC::remove);
        }
    }
}
