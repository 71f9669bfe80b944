package dev.sluice.kafka;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedCompressionTypeException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * The kinds of failures of Kafka's producer, by their consequence for a record. A failure that a broker reports, or the producer
 * before it sends, is certain: the record is not in the log. Only silence leaves that unknown, and errors that a broker reports
 * after it has appended the record. docs/reliability.md has the table.
 */
public enum SendFailure {
    /** The record is larger than the producer or the topic accepts. */
    TOO_LARGE,
    /** Kafka refuses the record or its topic, and would refuse it again until its configuration or the rights change. */
    RECORD_REFUSED,
    /** Kafka refuses all records of the producer until the rights, credentials or versions change. */
    PRODUCER_REFUSED,
    /** The producer had no metadata of the topic, or no room. The record was never sent. */
    NOT_SENT,
    /** The broker did not append the record. A later attempt, perhaps with a new producer, can succeed. */
    NOT_APPENDED,
    /** The record may be in the log. */
    UNKNOWN;

    private static final Map<SendFailure, List<Class<? extends Throwable>>> KINDS = Map.of(
            TOO_LARGE,
            List.of(RecordTooLargeException.class, RecordBatchTooLargeException.class),
            RECORD_REFUSED,
            List.of(
                    InvalidTimestampException.class,
                    InvalidRecordException.class,
                    InvalidTopicException.class,
                    PolicyViolationException.class,
                    SerializationException.class,
                    TopicAuthorizationException.class,
                    UnsupportedCompressionTypeException.class,
                    UnsupportedForMessageFormatException.class),
            NOT_SENT,
            List.of(BufferExhaustedException.class),
            NOT_APPENDED,
            List.of(
                    InvalidPidMappingException.class,
                    InvalidProducerEpochException.class,
                    InvalidTxnStateException.class,
                    NotEnoughReplicasException.class,
                    // Includes UnknownProducerIdException.
                    OutOfOrderSequenceException.class,
                    ProducerFencedException.class,
                    ThrottlingQuotaExceededException.class,
                    TransactionAbortableException.class,
                    TransactionAbortedException.class,
                    UnknownTopicOrPartitionException.class));

    /** Superclasses of some of the classes above. */
    private static final List<Class<? extends Throwable>> PRODUCER_REFUSALS =
            List.of(AuthenticationException.class, AuthorizationException.class, UnsupportedVersionException.class);

    /** Returns the kind of a failure that a send, or its callback, has reported. */
    public static SendFailure of(Throwable failure) {
        for (var kind : KINDS.entrySet()) {
            if (isAny(kind.getValue(), failure)) {
                return kind.getKey();
            }
        }
        if (isAny(PRODUCER_REFUSALS, failure)) {
            return PRODUCER_REFUSED;
        }
        return failure instanceof TimeoutException timeout && isMetadataTimeout(timeout) ? NOT_SENT : UNKNOWN;
    }

    private static boolean isAny(List<Class<? extends Throwable>> classes, Throwable failure) {
        return classes.stream().anyMatch(type -> type.isInstance(failure));
    }

    /**
     * Returns whether the producer had no metadata for the topic. It throws the same exception if an acknowledgement is late;
     * only the message differs (KafkaProducer.waitOnMetadata, Kafka 4.1).
     */
    private static boolean isMetadataTimeout(TimeoutException timeout) {
        String message = timeout.getMessage();
        return message != null && message.contains("not present in metadata");
    }

    /** Returns whether Kafka refuses this record, while it may accept others. */
    public boolean isRejection() {
        return this == TOO_LARGE || this == RECORD_REFUSED;
    }

    /**
     * Returns whether the record is certainly not in the log.
     *
     * @param retried whether the producer may have sent the record more than once. The failure is then that of the last attempt,
     *     and an earlier one, whose response was lost, may have succeeded. It would have been refused for its size, too
     */
    public boolean isCertain(boolean retried) {
        return switch (this) {
            case TOO_LARGE, NOT_SENT -> true;
            case RECORD_REFUSED, PRODUCER_REFUSED, NOT_APPENDED -> !retried;
            case UNKNOWN -> false;
        };
    }
}
