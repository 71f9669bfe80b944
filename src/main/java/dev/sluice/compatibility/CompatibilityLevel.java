package dev.sluice.compatibility;

import java.util.Arrays;

/** Who has to understand whom once a schema changes. The names are those of Confluent's registry. */
public enum CompatibilityLevel {
    /** Consumers with the new schema read what was written with the last version. */
    BACKWARD,
    /** … with each version. */
    BACKWARD_TRANSITIVE,
    /** Consumers with the last version read what is written with the new schema. */
    FORWARD,
    /** … with each version. */
    FORWARD_TRANSITIVE,
    /** Both, with the last version. */
    FULL,
    /** Both, with each version. */
    FULL_TRANSITIVE,
    /** Nothing is compared. */
    NONE;

    /**
     * The mode with a name.
     *
     * @throws IllegalArgumentException if there is none; its message names all
     */
    public static CompatibilityLevel named(String name) {
        return Arrays.stream(values())
                .filter(mode -> mode.name().equals(name))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("sluice.schema.compatibility is " + name
                        + ", and must be one of " + Arrays.toString(values())));
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
