package dev.sluice.ingress.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.BodyBudget;
import dev.sluice.http.RequestProblem;
import dev.sluice.ingress.KeyOrder;
import dev.sluice.ingress.ResultWriter;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Objects;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ResultWindowTest {

    @Inject
    BodyBudget budget;

    @Inject
    ResultWriter writer;

    private final KeyOrder keyOrder = new KeyOrder(true);

    private ResultWindow window(BodyBudget.Reservation memory, int maxBytes) {
        return new ResultWindow(10, maxBytes, memory, keyOrder, writer, () -> {});
    }

    @Test
    void reportsKeyOfFailedEvent() {
        try (BodyBudget.Reservation memory = budget.open("result-window")) {
            // Given
            byte[] key = "sender-1".getBytes(UTF_8);
            ResultWindow.Slot slot =
                    Objects.requireNonNull(window(memory, 1_000).open(100));
            slot.setKey(key);

            // When
            slot.failed(RequestProblem.OVERLOADED.with("not written"));

            // Then
            assertThat(keyOrder.refuses(key)).isTrue();
        }
    }

    @Test
    void countsResultsUntilTheyAreSent() {
        try (BodyBudget.Reservation memory = budget.open("result-window")) {
            // Given
            String detail = "x".repeat(10_000);
            ResultWindow results = window(memory, 10_000);
            ResultWindow.Slot slot = Objects.requireNonNull(results.open(2));

            // When
            slot.failed(RequestProblem.MALFORMED.with(detail));

            // Then
            assertThat(memory.size()).isGreaterThan(ResultWindow.SLOT_SIZE + detail.length());
            assertThat(results.isFull()).isTrue();
            assertThat(results.poll()).isNotNull();
            assertThat(memory.size()).isZero();
            assertThat(results.isFull()).isFalse();
        }
    }

    @Test
    void resultAfterTheEndOfTheStreamTakesNoMemory() {
        // Given
        BodyBudget.Reservation memory = budget.open("result-window");
        ResultWindow.Slot slot = Objects.requireNonNull(window(memory, 1_000).open(100));
        memory.close();

        // When
        slot.failed(RequestProblem.OVERLOADED.with("not written"));

        // Then
        assertThat(memory.size()).isZero();
    }
}
