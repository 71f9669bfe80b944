package dev.sluice.chaos;

import dev.sluice.chaos.Event.Answer;
import java.util.Random;

/**
 * A client's customer: it places one order after the other, and pays or cancels some of them. Now and then it does what it
 * should not: pays twice, or what is cancelled, places an order again, or pays what it has not placed yet. For one thread at
 * a time.
 */
final class Customer {

    private final String id;
    private int orders;
    private int events;
    private Order order;
    private String type;

    Customer(String id) {
        this.id = id;
    }

    /** Decides what comes next. */
    void next(Random random) {
        events++;
        if (order == null || random.nextInt(3) > 0) {
            order = Order.draw(id, ++orders, random);
            type = random.nextInt(30) == 0 ? afterwards(random) : Event.CREATED;
        } else {
            type = random.nextInt(10) == 0 ? Event.CREATED : afterwards(random);
        }
    }

    private static String afterwards(Random random) {
        return random.nextBoolean() ? Event.PAID : Event.CANCELLED;
    }

    String type() {
        return type;
    }

    String json() {
        return order.json(type, events);
    }

    /** The event that was answered. */
    Event answered(Answer answer) {
        return new Event(type, order, events, answer);
    }
}
