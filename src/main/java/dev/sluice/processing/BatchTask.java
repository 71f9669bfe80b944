package dev.sluice.processing;

import dev.sluice.processing.FailurePolicy.Decision;
import dev.sluice.processing.ProcessingOutcome.Completed;
import dev.sluice.processing.ProcessingOutcome.Failed;
import dev.sluice.processing.ProcessingOutcome.Pending;
import dev.sluice.processing.RetryState.RejectedOutput;
import dev.sluice.processing.http.EventCalls;
import dev.sluice.tracing.RecordMdc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ListIterator;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The processing of one poll's records: each partition up to the first record that has to be retried, or that waits for HTTP
 * handlers. The task runs on one thread. Another thread watches it, and abandons it if a handler hangs.
 */
final class BatchTask implements Runnable {

    private static final Logger LOG = Logger.getLogger(BatchTask.class);

    /** A batch ends after this time, complete or not: a consumer that does not poll for long loses its partitions. */
    private static final long MAX_NANOS = Duration.ofSeconds(10).toNanos();

    /**
     * A batch waits this long for HTTP handlers if nothing else can be committed. Longer waits would delay other partitions, and
     * shorter ones would commit many small transactions.
     */
    private static final long MAX_WAIT_NANOS = Duration.ofMillis(100).toNanos();

    private final ConsumerRecords<byte[], byte[]> records;
    private final int limit;
    private final RecordProcessor processor;
    private final EventCalls calls;
    private final FailurePolicy policy;
    private final RetryState retries;
    private final ProcessingMeters meters;
    private final long start = System.nanoTime();
    private final Batch batch = new Batch();
    private @Nullable ConsumerRecord<byte[], byte[]> current;
    private long currentSince;
    private boolean abandoned;

    /** @param limit maximum number of records to process, not counting skipped ones */
    BatchTask(
            ConsumerRecords<byte[], byte[]> records,
            int limit,
            RecordProcessor processor,
            EventCalls calls,
            FailurePolicy policy,
            RetryState retries,
            ProcessingMeters meters) {
        this.records = records;
        this.limit = limit;
        this.processor = processor;
        this.calls = calls;
        this.policy = policy;
        this.retries = retries;
        this.meters = meters;
    }

    /** The failure of a handler that has waited for a thread of its pool for too long. The event is not the cause. */
    static final class HandlerNotStartedException extends RetriableException {

        private static final long serialVersionUID = 1L;

        HandlerNotStartedException() {
            super("no thread was free for the handler");
        }
    }

    /** The failure of a handler that did not return in time. */
    static final class HandlerTimeoutException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        HandlerTimeoutException() {
            super("the handler did not return in time", null, false, false);
        }
    }

    /** The end of a partition's part of the batch. */
    private enum End {
        /** All records are done. */
        COMPLETE,
        /** The next record has to be retried. */
        RETRY,
        /** The next record waits for HTTP handlers. */
        CALLS,
        /** The batch must not have more records. */
        BATCH
    }

    @Override
    public void run() {
        calls.start(records);
        List<ListIterator<ConsumerRecord<byte[], byte[]>>> waiting = new ArrayList<>(0);
        for (TopicPartition partition : records.partitions()) {
            ListIterator<ConsumerRecord<byte[], byte[]>> remaining =
                    records.records(partition).listIterator();
            End end = process(remaining);
            if (end == End.BATCH) {
                return;
            } else if (end == End.CALLS) {
                waiting.add(remaining);
            }
        }
        if (!waiting.isEmpty() && batch.handled().stream().allMatch(entry -> calls.isCalled(entry.record()))) {
            try {
                awaitCalls(waiting);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Continues partitions as their calls return. Calls of all partitions are in progress, so one can wait for one after the other. */
    private void awaitCalls(List<ListIterator<ConsumerRecord<byte[], byte[]>>> waiting) throws InterruptedException {
        long deadline = System.nanoTime() + MAX_WAIT_NANOS;
        for (ListIterator<ConsumerRecord<byte[], byte[]>> remaining : waiting) {
            End end = End.CALLS;
            while (end == End.CALLS && calls.await(peek(remaining), deadline - System.nanoTime())) {
                end = process(remaining);
            }
            if (end == End.BATCH) {
                return;
            }
        }
    }

    private static ConsumerRecord<byte[], byte[]> peek(ListIterator<ConsumerRecord<byte[], byte[]>> records) {
        ConsumerRecord<byte[], byte[]> next = records.next();
        records.previous();
        return next;
    }

    /** Processes records up to one that is not done. The iterator then stands before it. */
    private End process(ListIterator<ConsumerRecord<byte[], byte[]>> remaining) {
        while (remaining.hasNext()) {
            ConsumerRecord<byte[], byte[]> record = remaining.next();
            if (!begin(record)) {
                return End.BATCH;
            }
            ProcessingOutcome outcome = attempt(record);
            if (!end(record, outcome)) {
                remaining.previous();
                return outcome instanceof Pending ? End.CALLS : End.RETRY;
            }
        }
        return End.COMPLETE;
    }

    private ProcessingOutcome attempt(ConsumerRecord<byte[], byte[]> record) {
        try {
            Optional<RejectedOutput> rejected = retries.rejectedOutput(record);
            return rejected.isPresent() ? policy.deadLetter(record, rejected.get()) : processor.process(record);
        } catch (RuntimeException | Error failure) {
            return new Failed(failure);
        }
    }

    private synchronized boolean begin(ConsumerRecord<byte[], byte[]> record) {
        long now = System.nanoTime();
        boolean isOverTime = !batch.entries().isEmpty() && now - start > MAX_NANOS;
        if (abandoned || isOverTime || batch.handled().size() == limit) {
            return false;
        }
        current = record;
        currentSince = now;
        return true;
    }

    /** Returns whether the next record of the partition can be processed. */
    private synchronized boolean end(ConsumerRecord<byte[], byte[]> record, ProcessingOutcome outcome) {
        if (abandoned) {
            return false;
        }
        current = null;
        if (outcome instanceof Pending) {
            return false;
        }
        if (outcome instanceof Failed failed) {
            return resolve(record, failed.cause());
        }
        batch.add(record, (Completed) outcome);
        return true;
    }

    /** Dead-letters a failed record or schedules its retry. Returns whether the record is done. */
    private boolean resolve(ConsumerRecord<byte[], byte[]> record, Throwable failure) {
        int attempts = retries.failedAttempts(record) + 1;
        log(record, failure, attempts);
        Decision decision = policy.decide(record, failure, attempts);
        if (decision instanceof Decision.GiveUp giveUp) {
            batch.add(record, giveUp.outcome());
            return true;
        }
        meters.retried(((Decision.Retry) decision).type());
        retries.retryLater(record);
        return false;
    }

    private void log(ConsumerRecord<byte[], byte[]> record, Throwable failure, int attempts) {
        try (RecordMdc fields = RecordMdc.of(record)) {
            LOG.warnf(
                    "Attempt %d%s to process %s-%d@%d failed: %s",
                    attempts,
                    FailurePolicy.isTransient(failure) ? "" : " of " + policy.maxAttempts(),
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    FailurePolicy.describe(failure));
            LOG.debug("Processing failed", failure);
        }
    }

    /**
     * Abandons the task and its thread if the current record takes longer than a limit. The record counts as failed.
     *
     * @param hanging receives the call that has not returned, if it is one
     * @return whether the task is abandoned
     */
    synchronized boolean abandonIfHanging(Duration timeout, Consumer<MethodCall> hanging) {
        if (current == null || System.nanoTime() - currentSince <= timeout.toNanos()) {
            return false;
        }
        Optional<MethodCall> call = processor.abandon();
        call.ifPresent(hanging);
        boolean isWaiting = call.isPresent() && !call.get().hasStarted();
        end(current, new Failed(isWaiting ? new HandlerNotStartedException() : new HandlerTimeoutException()));
        abandoned = true;
        return true;
    }

    /** Returns the processed records. Call it once the task has ended or is abandoned. */
    synchronized Batch batch() {
        return batch;
    }
}
