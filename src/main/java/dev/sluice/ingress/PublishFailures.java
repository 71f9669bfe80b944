package dev.sluice.ingress;

import dev.sluice.http.RequestProblem;
import dev.sluice.kafka.PendingSends;
import io.quarkiverse.resteasy.problem.HttpProblem;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jboss.logging.Logger;

/** Tells from a producer's failure whether the event was certainly not written, or may have been. */
final class PublishFailures {

    private static final Logger LOG = Logger.getLogger(PublishFailures.class);

    private PublishFailures() {}

    static HttpProblem problem(Throwable failure) {
        if (PendingSends.isTooLarge(failure)) {
            return RequestProblem.TOO_LARGE.with("The event is larger than Kafka accepts; it was not written");
        }
        LOG.debugf(failure, "An event was not acknowledged");
        if (certainlyNotWritten(failure)) {
            return PublishProblem.NOT_WRITTEN.with("The event was not written");
        }
        return PublishProblem.OUTCOME_UNKNOWN.with("The event may have been written, or may still be");
    }

    /** What the producer finds before it sends. A broker's no is the answer to the last attempt, and not to those before. */
    private static boolean certainlyNotWritten(Throwable failure) {
        return failure instanceof BufferExhaustedException
                || failure instanceof InvalidTopicException
                || (failure instanceof TimeoutException && failedBeforeSending(failure));
    }

    /**
     * The producer has one exception for a record that it found no partition for and for one that was not answered in
     * time; the message alone tells them apart (KafkaProducer.waitOnMetadata, Kafka 4.1).
     */
    private static boolean failedBeforeSending(Throwable timeout) {
        String message = timeout.getMessage();
        return message != null && message.contains("not present in metadata");
    }
}
