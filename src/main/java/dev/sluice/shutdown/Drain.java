package dev.sluice.shutdown;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Lets the requests that are begun end before the application stops. Until they have, later ones are answered too, and
 * told that their connection ends with them. Safe for any thread.
 */
@Singleton
public class Drain {

    private static final Logger LOG = Logger.getLogger(Drain.class);
    /** Before all that may answer. */
    private static final int FIRST = 2_000;

    private final ShutdownConfig config;
    private final AtomicInteger open = new AtomicInteger();
    private final CountDownLatch none = new CountDownLatch(1);
    private final Set<Runnable> endless = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;
    private volatile boolean closing;

    Drain(ShutdownConfig config) {
        this.config = config;
    }

    /** Whether the application has been told to stop: it should get no more requests. */
    public boolean isStopping() {
        return stopping;
    }

    /** Whether requests that could go on for ever are to end now. */
    public boolean isClosing() {
        return closing;
    }

    /**
     * Calls something back, on any thread, when requests are to end that could go on for ever.
     *
     * @return to be run when it has ended by itself
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
        open.incrementAndGet();
        routing.addEndHandler(end -> {
            if (open.decrementAndGet() == 0 && closing) {
                none.countDown();
            }
        });
        if (stopping) {
            sayGoodbye(routing);
        }
        routing.next();
    }

    private static void sayGoodbye(RoutingContext routing) {
        if (routing.request().version() == HttpVersion.HTTP_2) {
            // RFC 9113, section 6.8: the streams that are open go on.
            routing.request().connection().goAway(0);
        } else {
            routing.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    /** Waits until all requests have ended, within the limits of the configuration; tells whether they have. */
    boolean await() throws InterruptedException {
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
