package dev.sluice.processing.http;

import dev.sluice.runtime.BackgroundRetry.Backoff;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The availability of an endpoint, as its last calls show it. An unavailable endpoint gets one call at a time, with a delay between two
 * of them, until it answers. For one thread at a time.
 *
 * <p>If an endpoint does not answer in time, either it or one event is the cause. The endpoint is considered silent once calls with two
 * different events have timed out and none was answered in between. Until then, a timeout counts as an attempt: an event that makes the
 * endpoint hang becomes a dead letter, also if no other event is there. Afterwards it does not: an endpoint that hangs for hours costs
 * at most the attempts of the first event.
 */
final class EndpointState {

    private final Backoff delays;
    private @Nullable UUID firstTimedOut;
    private boolean isSilent;
    private boolean isAvailable = true;

    /** @param delays the delays between calls of the unavailable endpoint */
    EndpointState(Backoff delays) {
        this.delays = delays;
    }

    boolean isAvailable() {
        return isAvailable;
    }

    /** Records a response that does not say that the endpoint is unavailable. Returns whether the endpoint was unavailable. */
    boolean answered() {
        boolean recovers = !isAvailable;
        firstTimedOut = null;
        isSilent = false;
        isAvailable = true;
        delays.reset();
        return recovers;
    }

    /** Records that the endpoint cannot handle any event. Returns the delay until the next call. */
    Duration unavailable(Duration retryAfter) {
        isAvailable = false;
        Duration delay = delays.next();
        return delay.compareTo(retryAfter) > 0 ? delay : retryAfter;
    }

    /** Records a call that timed out. Returns whether it counts as an attempt of its event. */
    boolean timedOut(UUID event) {
        if (firstTimedOut == null) {
            firstTimedOut = event;
        } else if (!firstTimedOut.equals(event)) {
            isSilent = true;
        }
        return !isSilent;
    }
}
