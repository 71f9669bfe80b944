package dev.sluice.processing;

import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Processes the records of one poll, each partition up to the first record that has to be tried again. It runs on one
 * thread and is watched by another, which can leave it behind when a handler hangs.
 */
final class BatchTask implements Runnable {

    /** Beyond this a batch is committed as it is: a consumer that does not poll for long loses its partitions. */
    private static final long MAX_NANOS = Duration.ofSeconds(10).toNanos();

    private final ConsumerRecords<byte[], byte[]> records;
    private final int limit;
    private final RecordProcessor processor;
    private final FailurePolicy failures;
    private final long start = System.nanoTime();
    private final Batch batch = new Batch();
    private @Nullable ConsumerRecord<byte[], byte[]> current;
    private long currentSince;
    private boolean left;

    /** @param limit the most records that are processed, but for those that are passed over */
    BatchTask(ConsumerRecords<byte[], byte[]> records, int limit, RecordProcessor processor, FailurePolicy failures) {
        this.records = records;
        this.limit = limit;
        this.processor = processor;
        this.failures = failures;
    }

    @Override
    public void run() {
        for (TopicPartition partition : records.partitions()) {
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                if (!begin(record)) {
                    return;
                }
                if (!end(record, attempt(record))) {
                    break;
                }
            }
        }
    }

    private Object attempt(ConsumerRecord<byte[], byte[]> record) {
        try {
            return failures.refused(record).orElseGet(() -> processor.process(record));
        } catch (Throwable failure) {
            // A handler's StackOverflowError, too, is its own.
            return failure;
        }
    }

    private synchronized boolean begin(ConsumerRecord<byte[], byte[]> record) {
        long now = System.nanoTime();
        boolean isLongEnough = !batch.entries().isEmpty() && now - start > MAX_NANOS;
        if (left || isLongEnough || batch.handled().size() == limit) {
            return false;
        }
        current = record;
        currentSince = now;
        return true;
    }

    /** Whether the partition's next record may follow. */
    private synchronized boolean end(ConsumerRecord<byte[], byte[]> record, Object result) {
        if (left) {
            return false;
        }
        current = null;
        Optional<ProcessingOutcome> outcome = result instanceof Throwable failure
                ? failures.failed(record, failure)
                : Optional.of((ProcessingOutcome) result);
        outcome.ifPresent(known -> batch.add(record, known));
        return outcome.isPresent();
    }

    /**
     * If a record has been in work for longer than the limit, leaves it behind, as failed, and with it the thread.
     *
     * @return whether it did
     */
    synchronized boolean leaveIfHanging(Duration timeout) {
        if (current == null || System.nanoTime() - currentSince <= timeout.toNanos()) {
            return false;
        }
        end(current, new HandlerTimeoutException());
        left = true;
        return true;
    }

    /** What was processed; to be asked when it has ended, or was left. */
    synchronized Batch batch() {
        return batch;
    }
}
