package dev.sluice.ingress.cloudevents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.StartupCheck.Violation;
import org.junit.jupiter.api.Test;

class IdempotencyCheckTest {

    @Test
    void rejectsIdempotentEventsWithoutDatabase() {
        assertThat(new IdempotencyCheck(true, false).findings())
                .singleElement()
                .isInstanceOfSatisfying(Violation.class, violation -> assertThat(violation.text())
                        .startsWith("sluice.ingress.cloudevents.idempotent is true")
                        .contains("quarkus.datasource.reactive.url"));
    }

    @Test
    void acceptsOtherSettings() {
        assertThat(new IdempotencyCheck(true, true).findings()).isEmpty();
        assertThat(new IdempotencyCheck(false, false).findings()).isEmpty();
    }
}
