package dev.sluice.runtime;

/** Something that the configuration should not say. Its text names the key and what to set, and tells no secret. */
public sealed interface Finding {

    String text();

    /** With it events could be lost or doubled, or a secret could be told: Sluice does not start. */
    record Unsafe(String text) implements Finding {}

    /** It may be meant: the log tells of it. */
    record Doubtful(String text) implements Finding {}
}
