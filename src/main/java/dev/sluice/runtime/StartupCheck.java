package dev.sluice.runtime;

import java.util.stream.Stream;

/** A feature's check of the configuration before Sluice starts. Implementations are beans. */
public interface StartupCheck {

    /** Returns the findings of this check. Called once, on the main thread, before any connection is opened. */
    Stream<Finding> findings();

    /** A problem with the configuration. Its text names the key and the remedy, and contains no secret. */
    sealed interface Finding {

        String text();
    }

    /** An unsafe setting, which could lose or duplicate events or disclose a secret. Sluice does not start. */
    record Violation(String text) implements Finding {}

    /** A questionable setting that may be intended. Sluice logs it. */
    record Warning(String text) implements Finding {}
}
