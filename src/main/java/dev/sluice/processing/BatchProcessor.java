package dev.sluice.processing;

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
import org.jspecify.annotations.Nullable;

/**
 * Processes batches on a thread of its own, which is replaced when a handler hangs on it. For one thread at a time, which
 * waits for no longer than the limit of a record beyond the last progress.
 */
final class BatchProcessor implements AutoCloseable {

    /** More would be a leak: then only a restart helps. */
    private static final int MAX_HANGING = 16;

    private static final int CHECK_MILLIS = 500;

    private final Supplier<RecordProcessor> processors;
    private final FailurePolicy failures;
    private final Duration timeout;
    private final List<Thread> hanging = new CopyOnWriteArrayList<>();
    private Worker worker;

    /**
     * @param processors makes one for each thread
     * @param timeout the limit for one record
     */
    BatchProcessor(Supplier<RecordProcessor> processors, FailurePolicy failures, Duration timeout) {
        this.processors = processors;
        this.failures = failures;
        this.timeout = timeout;
        this.worker = new Worker(processors.get());
    }

    /** A thread, and what is for it alone. */
    private static final class Worker {

        private final RecordProcessor processor;
        private final ExecutorService executor = Executors.newSingleThreadExecutor(this::daemon);
        private @Nullable Thread thread;

        Worker(RecordProcessor processor) {
            this.processor = processor;
        }

        private Thread daemon(Runnable work) {
            thread = new Thread(work, "sluice-handlers");
            thread.setDaemon(true);
            return thread;
        }
    }

    /** Whether so many handlers hang that nothing is processed any more. Safe for any thread. */
    boolean isStuck() {
        hanging.removeIf(each -> !each.isAlive());
        return hanging.size() >= MAX_HANGING;
    }

    /**
     * Processes what a poll has brought.
     *
     * @param limit the most records that are processed, but for those that are passed over
     * @throws IllegalStateException if it is stuck
     */
    Batch process(ConsumerRecords<byte[], byte[]> records, int limit) {
        if (isStuck()) {
            throw new IllegalStateException(hanging.size() + " handlers hang");
        }
        BatchTask run = new BatchTask(records, limit, worker.processor, failures);
        Future<?> running = worker.executor.submit(run);
        while (true) {
            try {
                running.get(CHECK_MILLIS, TimeUnit.MILLISECONDS);
                return run.batch();
            } catch (TimeoutException stillRunning) {
                if (run.leaveIfHanging(timeout)) {
                    leaveWorker();
                    return run.batch();
                }
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            } catch (ExecutionException e) {
                throw new IllegalStateException("a batch does not fail as a whole", e.getCause());
            }
        }
    }

    private void leaveWorker() {
        if (worker.thread != null) {
            hanging.add(worker.thread);
        }
        worker.executor.shutdownNow();
        worker = new Worker(processors.get());
    }

    @Override
    public void close() {
        worker.executor.shutdownNow();
    }
}
