package dev.sluice.testing;

/**
 * Tags that assign tests to lanes (CONTRIBUTING.md). Without a tag, a {@code *Test} runs with every {@code ./mvnw test}, and an
 * {@code *IT} in the acceptance lane.
 */
public final class TestLanes {

    /** A {@code *Test} of the acceptance lane: it has an application start of its own, for an outage, or takes very long. */
    public static final String ACCEPTANCE = "acceptance";

    /** Runs with every {@code ./mvnw verify}. */
    public static final String SMOKE = "smoke";

    /** Repeats a {@code @QuarkusTest} on the package, which is informative only for a native binary. */
    public static final String NATIVE = "native";

    private TestLanes() {}
}
