package dev.sluice.http;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Waits for open requests before the application stops. Requests that arrive meanwhile are answered, and their connections
 * close after them. The process exits with 1 if some requests did not end in time. Safe for any thread.
 *
 * <p>Quarkus's own graceful shutdown ({@code quarkus.shutdown.timeout}, 3.33.2) only logs that requests did not end, where the
 * exit code has to report it, and wraps each request to count it. Look again after Quarkus 3.33.
 */
@Singleton
public class Drain {

    private static final Logger LOG = Logger.getLogger(Drain.class);
    /** Before every filter that may answer. */
    private static final int FIRST = 2_000;
    /** Requests between two sweeps. */
    private static final int REQUESTS_PER_SWEEP = 1024;

    private static final int POLL_MILLIS = 20;

    private final ShutdownConfig config;
    private final Set<RoutingContext> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger requests = new AtomicInteger();
    private final Set<Runnable> endless = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;
    private volatile boolean closing;

    Drain(ShutdownConfig config) {
        this.config = config;
    }

    /** Reports DOWN once the application is stopping, so that load balancers send no more requests. */
    @Produces
    @Singleton
    @Readiness
    HealthCheck readiness() {
        return () -> HealthCheckResponse.named("not stopping").status(!stopping).build();
    }

    /** Whether requests without an end of their own have to end now. */
    public boolean isClosing() {
        return closing;
    }

    /**
     * Calls back, on any thread, when requests without an end of their own have to end.
     *
     * @return removes the callback; run it when the request has ended by itself
     */
    public Runnable onClosing(Runnable end) {
        endless.add(end);
        if (closing) {
            end.run();
        }
        return () -> endless.remove(end);
    }

    void register(@Observes Filters filters) {
        filters.register(this::count, FIRST);
    }

    private void count(RoutingContext routing) {
        open.add(routing);
        routing.addEndHandler(end -> open.remove(routing));
        if (requests.incrementAndGet() % REQUESTS_PER_SWEEP == 0) {
            sweep();
        }
        if (stopping) {
            sayGoodbye(routing);
        }
        routing.next();
    }

    /**
     * Forgets requests whose end handlers were not called: Quarkus REST replaces the router's handler of a closed connection, and an
     * end handler that throws keeps the others from being called (Vert.x 4.5.27).
     */
    private void sweep() {
        open.removeIf(
                routing -> routing.response().ended() || routing.response().closed());
    }

    private static void sayGoodbye(RoutingContext routing) {
        if (routing.request().version() == HttpVersion.HTTP_2) {
            // RFC 9113, section 6.8: the streams that are open go on.
            routing.request().connection().goAway(0);
        } else {
            routing.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    /** Drains before Quarkus closes anything; its {@code ShutdownEvent} comes later. */
    void drain(@Observes ShutdownDelayInitiatedEvent event) {
        boolean complete = false;
        try {
            complete = await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!complete) {
                Quarkus.asyncExit(1);
            }
        }
    }

    /** Waits until all requests have ended, within the limits of the configuration; tells whether they have. */
    private boolean await() throws InterruptedException {
        stopping = true;
        wait(config.delay());
        closing = true;
        endless.forEach(Runnable::run);
        if (config.timeout().isZero() || haveEnded(config.timeout())) {
            return true;
        }
        LOG.warnf(
                "%d requests did not end within %d s",
                open.size(), config.timeout().toSeconds());
        return false;
    }

    private boolean haveEnded(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        sweep();
        while (!open.isEmpty() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            sweep();
        }
        return open.isEmpty();
    }

    private static void wait(Duration delay) throws InterruptedException {
        if (!delay.isZero()) {
            LOG.infof("Requests are taken for another %d s", delay.toSeconds());
            TimeUnit.MILLISECONDS.sleep(delay.toMillis());
        }
    }
}
