package dev.sluice.runtime;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that are retried in the background until they succeed, with a {@link Backoff}, and interruptible pauses for
 * threads that run their own loop. Both end when the application stops. Thread-safe.
 */
@Singleton
public class BackgroundRetry {

    private static final Logger LOG = Logger.getLogger(BackgroundRetry.class);
    private static final Duration FIRST_DELAY = Duration.ofMillis(100);

    private final CountDownLatch stopped = new CountDownLatch(1);

    /**
     * Creates a task that runs until it succeeds once.
     *
     * @param name the name in log lines, such as "Database migration"
     * @param maxDelay maximum delay between two attempts
     * @param attempt returns whether the task has succeeded; false leads to a retry that is not logged, an exception to
     *     one that is
     */
    public Task until(String name, Duration maxDelay, BooleanSupplier attempt) {
        return new Task(name, maxDelay, attempt, null);
    }

    /**
     * Creates a task that runs repeatedly.
     *
     * @param interval time between a success and the next attempt
     * @param name the name in log lines
     * @param maxDelay maximum delay between two attempts if the first fails
     * @param attempt returns whether the task has succeeded, as in {@link #until}
     */
    public Task every(Duration interval, String name, Duration maxDelay, BooleanSupplier attempt) {
        return new Task(name, maxDelay, attempt, interval);
    }

    /**
     * Blocks the calling thread for a delay.
     *
     * @return true after the delay; false as soon as the application stops or the thread is interrupted
     */
    public boolean pause(Duration delay) {
        try {
            return !stopped.await(delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Returns whether the application is stopping. */
    public boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** Ends all pauses, before the observers that wait for the paused threads. */
    public void stop(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownEvent event) {
        stopped.countDown();
    }

    /** A retried task, which makes one attempt at a time. */
    public final class Task {

        private final String name;
        private final BooleanSupplier attempt;
        private final @Nullable Duration interval;
        private final Backoff backoff;
        private volatile String failure = "";

        private Task(String name, Duration maxDelay, BooleanSupplier attempt, @Nullable Duration interval) {
            this.name = name;
            this.attempt = attempt;
            this.interval = interval;
            this.backoff = new Backoff(FIRST_DELAY, maxDelay);
        }

        /** Makes the first attempt on a worker thread. */
        public void start() {
            schedule(Duration.ZERO);
        }

        /** Makes the first attempt on a worker thread after the interval of {@link #every}. */
        public void startAfterInterval() {
            schedule(interval == null ? Duration.ZERO : interval);
        }

        /** Makes the first attempt on the calling thread and retries in the background. */
        public void attempt() {
            if (!succeeds()) {
                schedule(backoff.next());
            } else {
                backoff.reset();
                if (interval != null) {
                    schedule(interval);
                }
            }
        }

        /** Returns the message of the last attempt's exception; empty if it threw none. */
        public String failure() {
            return failure;
        }

        private void schedule(Duration delay) {
            if (!isStopped()) {
                var unused = Infrastructure.getDefaultWorkerPool()
                        .schedule(this::attempt, delay.toMillis(), TimeUnit.MILLISECONDS);
            }
        }

        private boolean succeeds() {
            try {
                boolean succeeded = attempt.getAsBoolean();
                if (succeeded && !failure.isEmpty()) {
                    LOG.infof("%s succeeded", name);
                }
                failure = "";
                return succeeded;
            } catch (RuntimeException | Error e) {
                logFailure(e.getMessage() == null ? e.toString() : e.getMessage(), e);
                return false;
            }
        }

        /**
         * Logs a failure unless only numbers differ from the previous one, such as the times and counters in Kafka's
         * messages.
         */
        private void logFailure(String text, Throwable cause) {
            if (!withoutNumbers(text).equals(withoutNumbers(failure)) && !isStopped()) {
                LOG.warnf("%s failed, retrying: %s", name, text);
            }
            LOG.debugf(cause, "%s failed", name);
            failure = text;
        }

        private static String withoutNumbers(String text) {
            return text.replaceAll("\\d+", "");
        }
    }

    /**
     * An exponential backoff: each delay doubles up to a maximum and is shortened randomly by up to half. Not
     * thread-safe.
     */
    public static final class Backoff {

        private final Duration first;
        private final Duration max;
        private Duration next;

        public Backoff(Duration first, Duration max) {
            this.first = first;
            this.max = max;
            this.next = first;
        }

        /** Returns the next delay. */
        public Duration next() {
            Duration delay = next;
            Duration doubled = delay.multipliedBy(2);
            next = doubled.compareTo(max) < 0 ? doubled : max;
            return delay.multipliedBy(ThreadLocalRandom.current().nextLong(50, 101))
                    .dividedBy(100);
        }

        /** Starts again at the first delay, after a success. */
        public void reset() {
            next = first;
        }
    }
}
