package dev.sluice.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallerTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\u0000",
                "a\u0000",
                "a\nb",
                "a\u007f",
                "a\u0085b",
                "\ud800",
                "a\ud800b",
                "\udc00",
                "\udc00\ud800"
            })
    void rejectsSubjectThatCannotBeStored(String subject) {
        assertThat(Caller.isValidName(subject)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a b", "\u00fc", "\ud83d\ude00", "'; DROP TABLE idempotency_key; --"})
    void acceptsOtherSubjects(String subject) {
        assertThat(Caller.isValidName(subject)).isTrue();
    }
}
