package dev.sluice.chaos;

import dev.sluice.chaos.Event.Answer;
import java.util.Random;

/**
 * A client's customer: it places one order after the other, and pays or cancels some of those that were acknowledged. For
 * one thread at a time.
 */
final class Customer {

    private final String id;
    private int orders;
    private Order order;
    private String type;
    private boolean placed;

    Customer(String id) {
        this.id = id;
    }

    /** Decides what comes next. */
    void next(Random random) {
        int choice = random.nextInt(6);
        if (placed && choice < 2) {
            type = choice == 0 ? Event.PAID : Event.CANCELLED;
        } else {
            type = Event.CREATED;
            order = Order.draw(id, ++orders, random);
        }
    }

    String type() {
        return type;
    }

    String json() {
        return order.json(type);
    }

    /** The event that was answered. */
    Event answered(Answer answer) {
        placed = type.equals(Event.CREATED) && answer instanceof Answer.Acknowledged;
        return new Event(type, order, answer);
    }
}
