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

/**
 * Records that are sent in a transaction, and what became of each, to be asked when the transaction has ended. For one thread
 * at a time.
 */
public final class PendingSends {

    private final List<Future<RecordMetadata>> results = new ArrayList<>();

    public void send(ProducerRecord<byte[], byte[]> record, Producer<byte[], byte[]> transaction) {
        results.add(transaction.send(record));
    }

    /** Where the records of a committed transaction are, in the order in which they were sent. */
    public List<RecordMetadata> metadata() {
        return results.stream()
                .map(PendingSends::outcome)
                .map(RecordMetadata.class::cast)
                .toList();
    }

    /**
     * The failure of a record that is larger than Kafka accepts. Kafka's producer fails with it what it has not sent yet of
     * the same transaction, too: it is certain to be one of these records' own only if there was nothing else in it.
     */
    public Optional<Throwable> tooLarge() {
        return results.stream()
                .map(PendingSends::outcome)
                .filter(Throwable.class::isInstance)
                .map(Throwable.class::cast)
                .filter(PendingSends::isTooLarge)
                .findFirst();
    }

    /** Whether a producer's failure says that a record is larger than it, or the broker, accepts. */
    public static boolean isTooLarge(Throwable failure) {
        return failure instanceof RecordTooLargeException || failure instanceof RecordBatchTooLargeException;
    }

    /** The record's metadata, or its failure. */
    private static Object outcome(Future<RecordMetadata> result) {
        try {
            return result.get();
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
        }
    }
}
