package dev.sluice.ingress.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.BodyBudget;
import dev.sluice.http.RequestProblem;
import dev.sluice.ingress.KeyOrder;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Objects;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ResultWindowTest {

    @Inject
    BodyBudget budget;

    @Test
    void reportsKeyOfFailedEvent() {
        // Given
        KeyOrder keyOrder = new KeyOrder(true);
        ResultWindow results = new ResultWindow(10, 1_000, budget, keyOrder, () -> {});
        byte[] key = "sender-1".getBytes(UTF_8);
        ResultWindow.Slot slot = Objects.requireNonNull(results.open(100));
        slot.setKey(key);

        // When
        slot.failed(RequestProblem.OVERLOADED.with("not written"));

        // Then
        assertThat(keyOrder.refuses(key)).isTrue();
        results.clear();
    }
}
