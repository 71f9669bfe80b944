package dev.sluice.ingress.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.StartupCheck;
import dev.sluice.runtime.StartupCheck.Finding;
import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RetentionCheckTest {

    @Test
    void acceptsFiveMinutes() {
        assertThat(findings(Duration.ofMinutes(5))).isEmpty();
    }

    @Test
    void rejectsLessThanFiveMinutes() {
        assertThat(findings(Duration.ofSeconds(299)))
                .singleElement()
                .isInstanceOf(StartupCheck.Violation.class)
                .extracting(Finding::text)
                .asString()
                .startsWith("sluice.idempotency.retention is 299 s: ")
                .endsWith("; set at least 5m");
    }

    private static Stream<Finding> findings(Duration retention) {
        return new Idempotency.RetentionCheck(new IdempotencyConfig() {
                    @Override
                    public Duration retention() {
                        return retention;
                    }

                    @Override
                    public MemorySize maxResponseSize() {
                        return new MemorySize(BigInteger.ONE);
                    }

                    @Override
                    public MemorySize maxClientSize() {
                        return new MemorySize(BigInteger.ONE);
                    }
                })
                .findings();
    }
}
