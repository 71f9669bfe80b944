package dev.sluice.runtime;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The limit of the whole shutdown, {@code sluice.shutdown.limit}, which begins with the signal. The parts of Sluice share it, so
 * that their own limits do not add up. If a library waits for a server even longer, the process ends. Thread-safe.
 */
@Singleton
public class ShutdownLimit {

    private static final Logger LOG = Logger.getLogger(ShutdownLimit.class);
    /** The part of the limit in which the libraries close their connections, after the parts of Sluice have ended. */
    private static final Duration RESERVE = Duration.ofSeconds(2);

    private final Duration limit;
    private volatile @Nullable Long begin;

    ShutdownLimit(ShutdownConfig config) {
        this.limit = config.limit();
    }

    /** Begins before Drain observes the event. In dev mode and in tests, the JVM goes on after a shutdown. */
    void begin(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownDelayInitiatedEvent event) {
        begin = System.nanoTime();
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            Thread thread = new Thread(this::endProcess, "sluice-shutdown-limit");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /**
     * Returns how long a part may wait now, at least a millisecond.
     *
     * @param longest its own limit
     */
    public Duration remaining(Duration longest) {
        Long since = begin;
        if (since == null) {
            // A live reload.
            return longest;
        }
        long left = limit.minus(RESERVE).toMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
        return Duration.ofMillis(Math.max(1, Math.min(left, longest.toMillis())));
    }

    private void endProcess() {
        try {
            TimeUnit.MILLISECONDS.sleep(limit.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        LOG.warnf("Shutdown did not end within %d s, ending the process", limit.toSeconds());
        Runtime.getRuntime().halt(1);
    }
}
