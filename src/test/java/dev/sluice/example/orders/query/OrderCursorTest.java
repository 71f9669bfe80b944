package dev.sluice.example.orders.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.database.Timestamps;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class OrderCursorTest {

    /** All times that a row can have. */
    @Provide
    Arbitrary<Instant> times() {
        return Combinators.combine(
                        Arbitraries.longs()
                                .between(Timestamps.EARLIEST.getEpochSecond(), Timestamps.LATEST.getEpochSecond()),
                        Arbitraries.integers().between(0, 999_999))
                .as((second, micros) -> Instant.ofEpochSecond(second, micros * 1_000L));
    }

    @Property
    void parsesItsOwnText(@ForAll("times") Instant placedAt, @ForAll String orderId, @ForAll String customerId) {
        // Given
        OrderKey key = new OrderKey(printable(orderId), printable(customerId));
        OrderCursor cursor = new OrderCursor(placedAt, key);

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
