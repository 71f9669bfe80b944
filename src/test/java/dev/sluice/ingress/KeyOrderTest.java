package dev.sluice.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.RequestProblem;
import io.quarkiverse.resteasy.problem.HttpProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyOrderTest {

    private static final HttpProblem OVERLOADED = RequestProblem.OVERLOADED.with("not written");

    private final KeyOrder keyOrder = new KeyOrder(true);

    private static byte[] key(String key) {
        return key.getBytes(UTF_8);
    }

    @ParameterizedTest
    @EnumSource(PublishProblem.class)
    void refusesSuccessorsOfProblemThatMayPass(PublishProblem problem) {
        keyOrder.failed(key("a"), problem.with("not written"));

        assertThat(keyOrder.refuses(key("a"))).isEqualTo(problem.type().retryable());
        assertThat(keyOrder.refuses(key("b"))).isFalse();
    }

    @Test
    void ignoresEventWithoutKey() {
        keyOrder.failed(null, OVERLOADED);

        assertThat(keyOrder.refuses(key(""))).isFalse();
    }

    @Test
    void refusesNothingIfOrderIsNotKept() {
        KeyOrder free = new KeyOrder(false);

        free.failed(key("a"), OVERLOADED);

        assertThat(free.refuses(key("a"))).isFalse();
    }

    @Test
    void refusesAllEventsBeyondTheLimit() {
        for (int i = 0; i < 20_000; i++) {
            keyOrder.failed(key("key-" + i), OVERLOADED);
        }

        assertThat(keyOrder.refuses(key("another"))).isTrue();
    }
}
