package dev.sluice.example.orders;

import static dev.sluice.testing.SluiceApi.batch;
import static dev.sluice.testing.SluiceApi.event;

import dev.sluice.testing.SluiceApi;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A load generator that sends each kind of request several times a second until it is closed. */
final class Traffic implements AutoCloseable {

    private static final int PAUSE_MILLIS = 200;

    private final SluiceApi sluice = new SluiceApi();
    private final String customer = "traffic-" + UUID.randomUUID();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private int orders;

    Traffic() {
        // A failed request must not end the traffic; the metrics show it.
        thread.scheduleWithFixedDelay(
                () -> {
                    try {
                        sendRequests();
                    } catch (RuntimeException e) {
                        System.err.println("A request failed: " + e);
                    }
                },
                0,
                PAUSE_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private void sendRequests() {
        String order = customer + "-" + orders++;
        sluice.publish("order.created", Orders.created(order, customer));
        sluice.publishBatch(batch(event("order.created", Orders.created(order + "-2", customer))));
        sluice.publishAtomically(batch(event("order.created", Orders.created(order + "-3", customer))));
        sluice.publish("order.created", "{}");
        sluice.publish("order.created", Orders.rejected(order + "-4", customer));
        sluice.get("/orders?customerId=" + customer + "&limit=10");
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
