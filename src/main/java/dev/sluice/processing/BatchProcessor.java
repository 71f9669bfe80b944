package dev.sluice.processing;

import dev.sluice.processing.http.EventCalls;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.errors.InterruptException;

/**
 * The handler thread that processes batches. If a method hangs, its thread is interrupted, and the handler thread is abandoned
 * and replaced. For one calling thread at a time.
 */
final class BatchProcessor implements AutoCloseable {

    /** With this many calls that ignore their interrupt, processing stops until the process is restarted. */
    private static final int MAX_HANGING = 16;

    private static final int CHECK_MILLIS = 500;

    private final Supplier<RecordProcessor> processors;
    private final EventCalls calls;
    private final FailurePolicy policy;
    private final RetryState retries;
    private final ProcessingMeters meters;
    private final Duration timeout;
    private final List<MethodCall> hanging = new CopyOnWriteArrayList<>();
    private Worker worker;

    /**
     * @param processors creates the processor of each handler thread
     * @param timeout maximum time for one record
     */
    BatchProcessor(
            Supplier<RecordProcessor> processors,
            EventCalls calls,
            FailurePolicy policy,
            RetryState retries,
            ProcessingMeters meters,
            Duration timeout) {
        this.processors = processors;
        this.calls = calls;
        this.policy = policy;
        this.retries = retries;
        this.meters = meters;
        this.timeout = timeout;
        this.worker = new Worker(processors.get());
    }

    /** A handler thread and its processor. */
    private static final class Worker {

        private final RecordProcessor processor;
        private final ExecutorService executor = Executors.newSingleThreadExecutor(Worker::daemon);

        Worker(RecordProcessor processor) {
            this.processor = processor;
        }

        private static Thread daemon(Runnable work) {
            Thread thread = new Thread(work, "sluice-handlers");
            thread.setDaemon(true);
            return thread;
        }
    }

    /** Returns whether so many methods hang that processing has stopped. Safe for any thread. */
    boolean isStuck() {
        hanging.removeIf(call -> !call.isHanging());
        return hanging.size() >= MAX_HANGING;
    }

    /**
     * Processes the records of a poll. Blocks until they are processed, or until a handler has used up the time for one
     * record.
     *
     * @param limit maximum number of records to process, not counting skipped ones
     * @throws IllegalStateException if processing is {@linkplain #isStuck() stuck}
     */
    Batch process(ConsumerRecords<byte[], byte[]> records, int limit) {
        if (isStuck()) {
            throw new IllegalStateException(
                    hanging.size() + " methods hang and ignore their interrupt; restart the process");
        }
        BatchTask task = new BatchTask(records, limit, worker.processor, calls, policy, retries, meters);
        Future<?> running = worker.executor.submit(task);
        while (true) {
            try {
                running.get(CHECK_MILLIS, TimeUnit.MILLISECONDS);
                return task.batch();
            } catch (TimeoutException stillRunning) {
                if (task.abandonIfHanging(timeout, hanging::add)) {
                    replaceWorker();
                    return task.batch();
                }
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            } catch (ExecutionException e) {
                throw new IllegalStateException("a batch task must not throw", e.getCause());
            }
        }
    }

    private void replaceWorker() {
        worker.executor.shutdownNow();
        worker = new Worker(processors.get());
    }

    @Override
    public void close() {
        worker.executor.shutdownNow();
    }
}
