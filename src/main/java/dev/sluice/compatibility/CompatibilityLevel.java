package dev.sluice.compatibility;

import java.util.Arrays;

/** The compatibility that a schema change must preserve. The names are those of Confluent's registry. */
public enum CompatibilityLevel {
    /** Consumers with the new schema can read records of the last version. */
    BACKWARD,
    /** Consumers with the new schema can read records of all versions. */
    BACKWARD_TRANSITIVE,
    /** Consumers with the last version can read records of the new schema. */
    FORWARD,
    /** Consumers with any version can read records of the new schema. */
    FORWARD_TRANSITIVE,
    /** {@link #BACKWARD} and {@link #FORWARD}. */
    FULL,
    /** {@link #BACKWARD_TRANSITIVE} and {@link #FORWARD_TRANSITIVE}. */
    FULL_TRANSITIVE,
    /** No check. */
    NONE;

    /**
     * Returns the level with a name.
     *
     * @throws IllegalArgumentException if the name is unknown; the message lists all levels
     */
    public static CompatibilityLevel named(String name) {
        return Arrays.stream(values())
                .filter(level -> level.name().equals(name))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException(
                        "sluice.schema.compatibility is " + name + " but must be one of " + Arrays.toString(values())));
    }

    boolean isBackward() {
        return name().startsWith("BACKWARD") || name().startsWith("FULL");
    }

    boolean isForward() {
        return name().startsWith("FORWARD") || name().startsWith("FULL");
    }

    boolean isTransitive() {
        return name().endsWith("_TRANSITIVE");
    }
}
