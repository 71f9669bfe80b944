package dev.sluice.example.orders.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.database.Timestamps;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** The position of a page in the list of orders: the last order before it. Its text is opaque to clients. */
record OrderCursor(Instant placedAt, OrderKey key) {

    /** A character that PostgreSQL does not allow in a text. */
    private static final String SEPARATOR = "\0";

    private static final int PARTS = 3;

    /** Returns the cursor of the page that starts after an order. */
    static OrderCursor after(Order order) {
        return new OrderCursor(order.placedAt(), order.key());
    }

    /** Parses the text of a cursor; empty if it is not a valid one. */
    static Optional<OrderCursor> parse(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            String[] parts = UTF_8.newDecoder().decode(bytes).toString().split(SEPARATOR, -1);
            if (parts.length != PARTS) {
                return Optional.empty();
            }
            Instant placedAt = Instant.parse(parts[0]);
            return Timestamps.canHold(placedAt)
                    ? Optional.of(new OrderCursor(placedAt, new OrderKey(parts[1], parts[2])))
                    : Optional.empty();
        } catch (IllegalArgumentException | CharacterCodingException | DateTimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        String text = placedAt + SEPARATOR + key.orderId() + SEPARATOR + key.customerId();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }
}
