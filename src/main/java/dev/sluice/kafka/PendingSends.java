package dev.sluice.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** The records that were sent in a transaction and their results, available after the end of the transaction. Not thread-safe. */
public final class PendingSends {

    private final List<Future<RecordMetadata>> results = new ArrayList<>();

    /** Sends a record in the current transaction of a producer. */
    public void send(ProducerRecord<byte[], byte[]> record, Producer<byte[], byte[]> producer) {
        results.add(producer.send(record));
    }

    /**
     * Returns the metadata of the records of a committed transaction, in the order of sending.
     *
     * @throws IllegalStateException if a record was not sent
     */
    public List<RecordMetadata> metadata() {
        return results.stream().map(PendingSends::metadata).toList();
    }

    /**
     * Returns the failure of a record that is larger than Kafka accepts, if any. Kafka's producer fails the unsent records of the
     * same transaction with the same exception. So one of these records is certainly too large only if the transaction had no
     * others.
     */
    public Optional<Throwable> tooLarge() {
        return results.stream()
                .flatMap(result -> failure(result).stream())
                .filter(PendingSends::isTooLarge)
                .findFirst();
    }

    /** Returns whether a producer failed because a record is larger than the producer or the broker accepts. */
    public static boolean isTooLarge(Throwable failure) {
        return failure instanceof RecordTooLargeException || failure instanceof RecordBatchTooLargeException;
    }

    private static RecordMetadata metadata(Future<RecordMetadata> result) {
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the record was not sent", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Throwable> failure(Future<RecordMetadata> result) {
        try {
            result.get();
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(Objects.requireNonNull(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(e);
        }
    }
}
