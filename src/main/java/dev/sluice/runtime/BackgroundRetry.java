package dev.sluice.runtime;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that are attempted in the background until they are done, with a {@link Backoff}, and waits of threads with a loop of their
 * own. All of it ends when the application stops. Safe for any thread.
 */
@Singleton
public class BackgroundRetry {

    private static final Logger LOG = Logger.getLogger(BackgroundRetry.class);
    private static final Duration FIRST_DELAY = Duration.ofMillis(100);

    private final CountDownLatch stopped = new CountDownLatch(1);

    /**
     * Creates a task that ends once it is done.
     *
     * @param name for log lines, such as "Database migration"
     * @param longestDelay between two attempts
     * @param attempt returns whether the task is done; false stands for another attempt, without a report
     */
    public Task until(String name, Duration longestDelay, BooleanSupplier attempt) {
        return new Task(name, longestDelay, attempt, null);
    }

    /** Creates a task that starts again at an interval after it was done. */
    public Task every(Duration interval, String name, Duration longestDelay, BooleanSupplier attempt) {
        return new Task(name, longestDelay, attempt, interval);
    }

    /**
     * Blocks the calling thread for a delay.
     *
     * @return false immediately if the application stops or the thread is interrupted
     */
    public boolean pause(Duration delay) {
        try {
            return !stopped.await(delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    public boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** Before the observers that wait for the threads that pause. */
    public void stop(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownEvent event) {
        stopped.countDown();
    }

    /** A task; one attempt at a time. */
    public final class Task {

        private final String name;
        private final BooleanSupplier attempt;
        private final @Nullable Duration interval;
        private final Backoff delays;
        private volatile String failure = "";

        private Task(String name, Duration longestDelay, BooleanSupplier attempt, @Nullable Duration interval) {
            this.name = name;
            this.attempt = attempt;
            this.interval = interval;
            this.delays = new Backoff(FIRST_DELAY, longestDelay);
        }

        /** Makes the first attempt on a thread of the worker pool. */
        public void start() {
            schedule(Duration.ZERO);
        }

        /** Makes the first attempt on the calling thread. Further ones follow in the background. */
        public void attempt() {
            if (!isDone()) {
                schedule(delays.next());
            } else {
                delays.reset();
                if (interval != null) {
                    schedule(interval);
                }
            }
        }

        /** Returns the reason why the last attempt failed; empty if it did not. */
        public String failure() {
            return failure;
        }

        private void schedule(Duration delay) {
            if (!isStopped()) {
                var unused = Infrastructure.getDefaultWorkerPool()
                        .schedule(this::attempt, delay.toMillis(), TimeUnit.MILLISECONDS);
            }
        }

        private boolean isDone() {
            try {
                boolean done = attempt.getAsBoolean();
                if (done && !failure.isEmpty()) {
                    LOG.infof("%s succeeded", name);
                }
                failure = "";
                return done;
            } catch (RuntimeException | Error e) {
                report(e.getMessage() == null ? e.toString() : e.getMessage(), e);
                return false;
            }
        }

        /** Logs a failure once until its text changes, apart from the times and counters that Kafka's texts have. */
        private void report(String text, Throwable cause) {
            if (!withoutNumbers(text).equals(withoutNumbers(failure)) && !isStopped()) {
                LOG.warnf("%s failed and is retried: %s", name, text);
            }
            LOG.debugf(cause, "%s failed", name);
            failure = text;
        }

        private static String withoutNumbers(String text) {
            return text.replaceAll("\\d+", "");
        }
    }
}
