package dev.sluice.operations.metrics;

import static io.restassured.RestAssured.given;

import dev.sluice.testing.Orders;
import io.restassured.http.ContentType;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Some of each kind of request, several times a second, until it is closed. */
final class Traffic implements AutoCloseable {

    private static final int PAUSE_MILLIS = 200;

    private final String customer = "traffic-" + UUID.randomUUID();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private int orders;

    Traffic() {
        // What fails once is not to end it: the metrics tell.
        thread.scheduleWithFixedDelay(
                () -> {
                    try {
                        round();
                    } catch (RuntimeException e) {
                        System.err.println("A request failed: " + e);
                    }
                },
                0,
                PAUSE_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private void round() {
        String order = customer + "-" + orders++;
        String created = Orders.created(order, customer);
        String batch = "[{\"type\":\"order.created\",\"data\":" + created.replace(order, order + "-2") + "}]";
        post("/events/order.created", created);
        post("/events", batch);
        post("/events?atomic=true", batch.replace("-2\"", "-3\""));
        post("/events/order.created", "{}");
        post("/events/order.created", created.replace(order, order + "-4").replace("\"quantity\":3", "\"quantity\":0"));
        given().get("/orders?customerId=" + customer + "&limit=10");
    }

    private static void post(String path, String body) {
        given().contentType(ContentType.JSON).body(body).post(path);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
