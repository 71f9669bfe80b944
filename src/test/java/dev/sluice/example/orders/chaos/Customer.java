package dev.sluice.example.orders.chaos;

import dev.sluice.example.orders.chaos.PublishAttempt.Outcome;
import java.util.Random;

/**
 * A simulated customer who places orders one by one, and pays or cancels some of them. Some events are out of sequence: a second
 * payment, a payment of a cancelled or not yet placed order, an order that is placed again. Not thread-safe.
 */
final class Customer {

    private final String id;
    private int orderCount;
    private int eventCount;
    private Order order;
    private String type;

    Customer(String id) {
        this.id = id;
    }

    /** Draws the next event. */
    void drawNext(Random random) {
        eventCount++;
        if (order == null || random.nextInt(3) > 0) {
            order = Order.draw(id, ++orderCount, random);
            type = random.nextInt(30) == 0 ? paymentOrCancellation(random) : EventTypes.CREATED;
        } else {
            type = random.nextInt(10) == 0 ? EventTypes.CREATED : paymentOrCancellation(random);
        }
    }

    private static String paymentOrCancellation(Random random) {
        return random.nextBoolean() ? EventTypes.PAID : EventTypes.CANCELLED;
    }

    String type() {
        return type;
    }

    String json() {
        return order.json(type, eventCount);
    }

    /** Returns the attempt to publish the current event. */
    PublishAttempt attempt(Outcome outcome) {
        return new PublishAttempt(type, order, eventCount, outcome);
    }
}
