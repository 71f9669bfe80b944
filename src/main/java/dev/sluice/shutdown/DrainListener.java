package dev.sluice.shutdown;

import io.quarkus.arc.Arc;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.shutdown.ShutdownListener;

/** Has the {@link Drain} done before anything is closed; the process ends with 1 if that is not complete. */
public final class DrainListener implements ShutdownListener {

    @Override
    public void preShutdown(ShutdownNotification notification) {
        boolean complete = false;
        try (var drain = Arc.container().instance(Drain.class)) {
            complete = drain.get().await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!complete) {
                Quarkus.asyncExit(1);
            }
            notification.done();
        }
    }
}
