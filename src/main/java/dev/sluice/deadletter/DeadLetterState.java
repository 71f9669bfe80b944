package dev.sluice.deadletter;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How far a dead letter is dealt with. Once it is, it stays so. */
enum DeadLetterState {
    /** Nobody has dealt with it. */
    OPEN,
    /** It was sent to the topic that it came from. */
    REDRIVEN,
    /** An operator has decided that nothing is to be sent. */
    DISCARDED;

    /** As clients write it. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<DeadLetterState> parse(String text) {
        return Arrays.stream(values())
                .filter(state -> state.text().equals(text))
                .findFirst();
    }
}
