package dev.sluice.http;

import dev.sluice.http.connection.ConnectionLimits;
import dev.sluice.runtime.ShutdownConfig;
import dev.sluice.runtime.ShutdownLimit;
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
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * The graceful shutdown of HTTP: waits for open requests before the application stops. Requests that arrive during the
 * wait are served, and their connections close afterwards. The process exits with 1 if requests are still open at the
 * timeout. Thread-safe.
 *
 * <p>Replaces the graceful shutdown of Quarkus ({@code quarkus.shutdown.timeout}, 3.33.2), which only logs unfinished
 * requests instead of reporting them by the exit code, and wraps each request to count it. Look again after Quarkus
 * 3.33.
 */
@Singleton
public class Drain {

    private static final Logger LOG = Logger.getLogger(Drain.class);
    /** The priority of the filter, before every filter that may end a request. */
    private static final int FIRST = 2_000;

    private static final int POLL_MILLIS = 20;

    private final ShutdownConfig config;
    private final ShutdownLimit limit;
    private final ConnectionLimits connections;
    private final Set<Runnable> closingCallbacks = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;
    private volatile boolean closing;

    Drain(ShutdownConfig config, ShutdownLimit limit, ConnectionLimits connections) {
        this.config = config;
        this.limit = limit;
        this.connections = connections;
    }

    /** Reports DOWN once the application is stopping, so that load balancers stop sending requests. */
    @Produces
    @Singleton
    @Readiness
    HealthCheck readiness() {
        return () -> HealthCheckResponse.named("not stopping").status(!stopping).build();
    }

    /** Returns whether requests of unlimited duration, such as streams, must end now. */
    public boolean isClosing() {
        return closing;
    }

    /**
     * Registers a callback for a request of unlimited duration. It runs when such requests must end, immediately if
     * they already must.
     *
     * @param end ends the request; called on any thread, possibly twice
     * @return removes the callback; to be run once the request has ended
     */
    public Runnable onClosing(Runnable end) {
        closingCallbacks.add(end);
        if (closing) {
            end.run();
        }
        return () -> closingCallbacks.remove(end);
    }

    void register(@Observes Filters filters) {
        filters.register(this::closeIfStopping, FIRST);
    }

    private void closeIfStopping(RoutingContext routing) {
        if (stopping) {
            closeConnectionAfterwards(routing);
        }
        routing.next();
    }

    private static void closeConnectionAfterwards(RoutingContext routing) {
        if (routing.request().version() == HttpVersion.HTTP_2) {
            // Open streams continue (RFC 9113, section 6.8).
            routing.request().connection().goAway(0);
        } else {
            routing.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    /**
     * Blocks the shutdown until the requests have ended, before Quarkus closes anything or fires its
     * {@code ShutdownEvent}.
     */
    void drain(@Observes ShutdownDelayInitiatedEvent event) {
        boolean complete = false;
        try {
            complete = awaitRequests();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!complete) {
                Quarkus.asyncExit(1);
            }
        }
    }

    /** Waits for the delay, and then for the open requests up to the timeout. Returns whether all have ended. */
    private boolean awaitRequests() throws InterruptedException {
        stopping = true;
        serveFor(config.delay());
        closing = true;
        closingCallbacks.forEach(Runnable::run);
        if (config.timeout().isZero() || awaitEnd(limit.remaining(config.timeout()))) {
            return true;
        }
        LOG.warnf(
                "Shutdown timeout: %d requests still open after %d s",
                connections.openRequests(), config.timeout().toSeconds());
        return false;
    }

    private boolean awaitEnd(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (connections.openRequests() > 0 && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        return connections.openRequests() == 0;
    }

    private static void serveFor(Duration delay) throws InterruptedException {
        if (!delay.isZero()) {
            LOG.infof("Shutdown started: accepting requests for another %d s", delay.toSeconds());
            TimeUnit.MILLISECONDS.sleep(delay.toMillis());
        }
    }
}
