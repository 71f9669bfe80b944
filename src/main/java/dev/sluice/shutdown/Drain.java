package dev.sluice.shutdown;

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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Lets the requests that are begun end before the application stops. Until they have, later ones are answered too, and
 * told that their connection ends with them. The process ends with 1 if some did not. Safe for any thread.
 *
 * <p>Quarkus's own graceful shutdown ({@code quarkus.shutdown.timeout}, 3.33.2) only logs that requests did not end, where the
 * exit code has to report it, and wraps each request to count it. Look again after Quarkus 3.33.
 */
@Singleton
public class Drain {

    private static final Logger LOG = Logger.getLogger(Drain.class);
    /** Before all that may answer. */
    private static final int FIRST = 2_000;

    /** A request that has ended, among its data. */
    private static final String ENDED = Drain.class.getName();

    private final ShutdownConfig config;
    private final AtomicInteger open = new AtomicInteger();
    private final CountDownLatch none = new CountDownLatch(1);
    private final Set<Runnable> endless = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;
    private volatile boolean closing;

    Drain(ShutdownConfig config) {
        this.config = config;
    }

    /** Reports DOWN from when the application is told to stop: it should get no more requests. */
    @Produces
    @Singleton
    @Readiness
    HealthCheck readiness() {
        return () -> HealthCheckResponse.named("not stopping").status(!stopping).build();
    }

    /** Whether requests that could go on for ever are to end now. */
    public boolean isClosing() {
        return closing;
    }

    /**
     * Calls back, on any thread, when a request has to end that could continue without a limit.
     *
     * @return to be run on the request's event loop when it has ended, also because its client disconnected: Quarkus REST takes
     *     the handler of a closed connection from Vert.x's router, so {@link RoutingContext#addEndHandler} misses that
     */
    public Runnable onClosing(RoutingContext routing, Runnable end) {
        endless.add(end);
        if (closing) {
            end.run();
        }
        return () -> {
            endless.remove(end);
            ended(routing);
        };
    }

    void register(@Observes Filters filters) {
        filters.register(this::count, FIRST);
    }

    private void count(RoutingContext routing) {
        open.incrementAndGet();
        routing.addEndHandler(end -> ended(routing));
        if (stopping) {
            sayGoodbye(routing);
        }
        routing.next();
    }

    private void ended(RoutingContext routing) {
        boolean isFirst = routing.data().put(ENDED, true) == null;
        if (isFirst && open.decrementAndGet() == 0 && closing) {
            none.countDown();
        }
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
        boolean isPatient = config.timeout().toMillis() > 0;
        if (isPatient && open.get() > 0 && !none.await(config.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warnf(
                    "%d requests did not end within %d s",
                    open.get(), config.timeout().toSeconds());
            return false;
        }
        return true;
    }

    private void wait(Duration delay) throws InterruptedException {
        if (!delay.isZero()) {
            LOG.infof("Requests are taken for another %d s", delay.toSeconds());
            var unused = none.await(delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
