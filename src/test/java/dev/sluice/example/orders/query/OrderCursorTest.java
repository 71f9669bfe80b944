package dev.sluice.example.orders.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

class OrderCursorTest {

    @Property
    void parsesItsOwnText(
            @ForAll @LongRange(min = -62_000_000_000L, max = 9_000_000_000_000L) long seconds,
            @ForAll String orderId,
            @ForAll @NotEmpty String customerId) {
        // Given
        OrderKey key = new OrderKey(printable(orderId), printable(customerId));
        OrderCursor cursor = new OrderCursor(Instant.ofEpochSecond(seconds, 123_456_000), key);

        // When
        String text = cursor.toString();

        // Then
        assertThat(text).matches("[A-Za-z0-9_-]+");
        assertThat(OrderCursor.parse(text)).contains(cursor);
    }

    /** Removes what PostgreSQL does not allow in a text: U+0000 and unpaired surrogates. */
    private static String printable(String text) {
        StringBuilder valid = new StringBuilder();
        text.codePoints()
                .filter(point -> point != 0 && Character.getType(point) != Character.SURROGATE)
                .forEach(valid::appendCodePoint);
        return valid.toString();
    }

    @Property
    void rejectsOtherTexts(@ForAll String text) {
        // When
        var cursor = OrderCursor.parse(text);

        // Then
        assertThat(cursor).isEmpty();
    }

    @Test
    void listsTheStatusOfEachState() {
        // When
        var names = Arrays.stream(OrderState.class.getPermittedSubclasses())
                .map(state -> state.getSimpleName().toLowerCase(Locale.ROOT));

        // Then
        assertThat(names).containsExactlyInAnyOrderElementsOf(OrderState.STATUSES);
    }
}
