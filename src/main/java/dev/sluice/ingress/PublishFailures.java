package dev.sluice.ingress;

import dev.sluice.http.RequestProblem;
import dev.sluice.kafka.PendingSends;
import io.quarkiverse.resteasy.problem.HttpProblem;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jboss.logging.Logger;

/** Maps failures of the producer to problems that say whether the event was certainly not written. */
public final class PublishFailures {

    private static final Logger LOG = Logger.getLogger(PublishFailures.class);

    private PublishFailures() {}

    /** Returns the problem for a failed send. */
    public static HttpProblem problem(Throwable failure) {
        if (PendingSends.isTooLarge(failure)) {
            return RequestProblem.TOO_LARGE.with("The event is larger than Kafka accepts and was not written");
        }
        LOG.debugf(failure, "Event not acknowledged");
        if (isCertainlyNotWritten(failure)) {
            return PublishProblem.NOT_WRITTEN.with("The event could not be sent to Kafka and was not written");
        }
        return PublishProblem.OUTCOME_UNKNOWN.with(
                "Kafka did not acknowledge the event; it may have been written or may still be written");
    }

    /**
     * Returns whether the producer failed before it sent the record. An error from a broker is no proof: it belongs to the
     * last attempt, and an earlier one may have succeeded.
     */
    private static boolean isCertainlyNotWritten(Throwable failure) {
        return failure instanceof BufferExhaustedException
                || failure instanceof InvalidTopicException
                || (failure instanceof TimeoutException && isMetadataTimeout(failure));
    }

    /**
     * Returns whether the producer had no metadata for the topic. It throws the same exception if an acknowledgement is late;
     * only the message differs (KafkaProducer.waitOnMetadata, Kafka 4.1).
     */
    private static boolean isMetadataTimeout(Throwable timeout) {
        String message = timeout.getMessage();
        return message != null && message.contains("not present in metadata");
    }
}
