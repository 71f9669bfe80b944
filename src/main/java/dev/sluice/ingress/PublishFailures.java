package dev.sluice.ingress;

import dev.sluice.http.RequestProblem;
import dev.sluice.kafka.SendFailure;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Maps failures of the producer to problems that say whether the event was certainly not written. */
public final class PublishFailures {

    private static final Logger LOG = Logger.getLogger(PublishFailures.class);
    private static final long LOG_NANOS = Duration.ofMinutes(1).toNanos();

    /** The last time at which a kind of refusal was logged. Kafka has few kinds. */
    private static final Map<Class<?>, Long> LOGGED = new ConcurrentHashMap<>();

    private PublishFailures() {}

    /**
     * Returns the problem for a failed send.
     *
     * @param retried whether the producer may have sent the event more than once
     */
    public static HttpProblem problem(Throwable failure, boolean retried) {
        LOG.debugf(failure, "Event not acknowledged");
        SendFailure kind = SendFailure.of(failure);
        if (!kind.isCertain(retried)) {
            return PublishProblem.OUTCOME_UNKNOWN.with(
                    "Kafka did not acknowledge the event; it may have been written or may still be written");
        }
        return switch (kind) {
            case TOO_LARGE ->
                RequestProblem.TOO_LARGE.with("The event is larger than Kafka accepts and was not written");
            case RECORD_REFUSED, PRODUCER_REFUSED -> refused(failure);
            default -> PublishProblem.NOT_WRITTEN.with("The event could not be sent to Kafka and was not written");
        };
    }

    /** Returns the problem for what Kafka refuses, which an operator has to correct. Logs each kind once a minute. */
    private static HttpProblem refused(Throwable failure) {
        long now = System.nanoTime();
        LOGGED.compute(failure.getClass(), (kind, last) -> {
            if (last != null && now - last < LOG_NANOS) {
                return last;
            }
            LOG.warnf("Kafka refuses events: %s", failure);
            return now;
        });
        return PublishProblem.NOT_WRITTEN.with("Kafka refused the event, which was not written: "
                + failure.getClass().getSimpleName());
    }
}
