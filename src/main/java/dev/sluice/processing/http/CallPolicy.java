package dev.sluice.processing.http;

import dev.sluice.processing.http.CallOutcome.Failed;
import dev.sluice.processing.http.CallOutcome.Rejected;
import dev.sluice.processing.http.CallOutcome.TimedOut;
import dev.sluice.processing.http.CallOutcome.Unavailable;
import dev.sluice.serde.UndecodableException;
import io.vertx.core.VertxException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.jboss.logging.Logger;

/** The decision about an endpoint's response, by its status, or about a call without one. {@link CallOutcome} says why. Thread-safe. */
final class CallPolicy {

    private static final Logger LOG = Logger.getLogger(CallPolicy.class);

    private final ResultReader results;
    private final Clock clock;

    CallPolicy(ResultReader results, Clock clock) {
        this.results = results;
        this.clock = clock;
    }

    /** @param event the event that the endpoint was called with */
    CallOutcome decide(EndpointResponse response, CalledEvent event, String handler) {
        int status = response.status();
        if (status / 100 == 2) {
            return response.isComplete()
                    ? results.read(response, event, handler)
                    : new Rejected("the response of HTTP handler " + handler + " is too large");
        }
        return switch (status) {
            case 401, 407 -> new Unavailable(status + ": the credentials are refused", retryAfter(response));
            case 429, 502, 503 -> new Unavailable(Integer.toString(status), retryAfter(response));
            case 504 -> new TimedOut("504");
            case 408, 425 -> failed(response);
            default -> other(response, handler);
        };
    }

    private CallOutcome other(EndpointResponse response, String handler) {
        int status = response.status();
        if (status >= 500) {
            return failed(response);
        } else if (status >= 400) {
            return new Rejected("HTTP handler " + handler + " rejected the event with " + status + detail(response));
        }
        return new Unavailable(
                status + ": redirects are not followed; set sluice.handlers." + handler + ".url to the final address",
                retryAfter(response));
    }

    /** Decides about a call without a complete response. */
    static CallOutcome decide(Throwable failure) {
        if (failure instanceof UndecodableException) {
            return new Rejected("the value cannot be decoded: " + failure.getMessage());
        } else if (failure instanceof EndpointClient.NotConnectedException) {
            return new Unavailable(String.valueOf(failure.getMessage()), Duration.ZERO);
        } else if (failure instanceof EndpointClient.TimeoutException) {
            return new TimedOut(String.valueOf(failure.getMessage()));
        }
        LOG.debug("A call of an HTTP handler failed", failure);
        // The messages of other failures may quote the event.
        boolean isConnection = failure instanceof IOException || failure instanceof VertxException;
        return new Failed(
                isConnection && failure.getMessage() != null
                        ? failure.getMessage()
                        : failure.getClass().getName(),
                "",
                Duration.ZERO);
    }

    private Failed failed(EndpointResponse response) {
        return new Failed(Integer.toString(response.status()), detail(response), retryAfter(response));
    }

    private static String detail(EndpointResponse response) {
        String detail = ProblemDetail.of(response);
        return detail.isEmpty() ? "" : ": " + detail;
    }

    private Duration retryAfter(EndpointResponse response) {
        return RetryAfter.parse(response.header("retry-after"), clock.instant());
    }
}
