package dev.sluice.shutdown;

import io.quarkus.arc.Arc;
import io.quarkus.runtime.shutdown.ShutdownListener;

/** Has the {@link Drain} done before anything is closed. */
public final class DrainListener implements ShutdownListener {

    @Override
    public void preShutdown(ShutdownNotification notification) {
        try (var drain = Arc.container().instance(Drain.class)) {
            drain.get().await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            notification.done();
        }
    }
}
