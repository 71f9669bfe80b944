package dev.sluice.testing;

/** Tags that assign tests of the package to lanes (CONTRIBUTING.md). Without a tag, an {@code *IT} is in the acceptance lane. */
public final class TestLanes {

    /** Runs with every {@code ./mvnw verify}. */
    public static final String SMOKE = "smoke";

    /** Repeats a {@code @QuarkusTest} on the package, which is informative only for a native binary. */
    public static final String NATIVE = "native";

    /** Runs in a container engine, with {@code -Pcontainers} only. */
    public static final String CONTAINERS = "containers";

    private TestLanes() {}
}
