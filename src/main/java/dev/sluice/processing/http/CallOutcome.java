package dev.sluice.processing.http;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one call of an endpoint. It decides whether and how often the event is sent again.
 *
 * <p>A dead letter takes an event out of the order of its key. So only failures that the event itself may have caused count as
 * attempts, of which there are {@code sluice.processing.max-attempts}. Failures of the endpoint as a whole, which the next event
 * would meet too, are retried without limit, and meanwhile the endpoint gets one call at a time.
 */
sealed interface CallOutcome {

    /** Returns the name of this kind of outcome in metrics and traces. */
    String result();

    /** Returns the kind of error; null if the call has succeeded. */
    default @Nullable String error() {
        return this instanceof Succeeded ? null : result();
    }

    /** The endpoint has handled the event. */
    record Succeeded(List<ResultingEvent> events) implements CallOutcome {
        @Override
        public String result() {
            return "succeeded";
        }
    }

    /** No further attempt can succeed: the endpoint rejects the event, or its response is faulty. */
    record Rejected(String reason) implements CallOutcome {
        @Override
        public String result() {
            return "rejected";
        }
    }

    /**
     * The attempt failed, and the event may be the cause: any 5xx except 502 and 503, 408, 425, or a connection that was closed before
     * the response was complete, such as by an endpoint that crashes. Counts as an attempt.
     *
     * @param detail the endpoint's own text, which may quote the event and is not logged; empty if there is none
     * @param retryAfter the delay that the endpoint asks for; zero if it asks for none
     */
    record Failed(String reason, String detail, Duration retryAfter) implements CallOutcome {
        @Override
        public String result() {
            return "failed";
        }
    }

    /**
     * The endpoint did not answer in time, or a gateway reports this as 504. Counts as an attempt, unless the endpoint answers no other
     * event either (see {@link EndpointState}).
     */
    record TimedOut(String reason) implements CallOutcome {
        @Override
        public String result() {
            return "timed-out";
        }
    }

    /**
     * The endpoint cannot handle any event now: it cannot be reached (connection refused, unknown host, TLS), answers 429, 502 or 503,
     * or with a status that shows a wrong configuration and not a wrong event: a redirect, which is not followed, 401 or 407. Also if the
     * registry does not have the schema of a resulting event yet. Does not count as an attempt.
     *
     * @param retryAfter the delay that the endpoint asks for; zero if it asks for none
     */
    record Unavailable(String reason, Duration retryAfter) implements CallOutcome {
        @Override
        public String result() {
            return "unavailable";
        }
    }
}
