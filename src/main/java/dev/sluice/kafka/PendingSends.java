package dev.sluice.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** The records that were sent in a transaction and their results, available after the end of the transaction. Not thread-safe. */
public final class PendingSends {

    private final List<Future<RecordMetadata>> results = new ArrayList<>();

    /** Sends a record in a transaction. */
    public void send(ProducerRecord<byte[], byte[]> record, TransactionalProducer.Transaction transaction) {
        results.add(transaction.send(record));
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
     * Returns the first failure of certain kinds, if any. Kafka's producer fails the unsent records of a transaction with the
     * failure of the record that it did not accept. So one of these records is certainly the cause only if the transaction had
     * no others.
     */
    public Optional<Throwable> failure(Predicate<SendFailure> kinds) {
        return results.stream()
                .flatMap(result -> failure(result).stream())
                .filter(failure -> kinds.test(SendFailure.of(failure)))
                .findFirst();
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
