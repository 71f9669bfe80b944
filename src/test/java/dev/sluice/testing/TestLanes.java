package dev.sluice.testing;

/** Tags of tests of the package, which select their lane (CONTRIBUTING.md). Untagged ones run in the acceptance lane. */
public final class TestLanes {

    /** Runs with every {@code ./mvnw verify}. */
    public static final String SMOKE = "smoke";

    /** Repeats a {@code @QuarkusTest} on the package, which says something new only about a native binary. */
    public static final String NATIVE = "native";

    private TestLanes() {}
}
