package dev.sluice.testing;

/** Builds the JSON of {@code test.probe} events, which tell their handler how to behave. */
public final class Probes {

    private Probes() {}

    public static String probe(String key, String behaviour) {
        return "{\"key\":\"" + key + "\",\"behaviour\":\"" + behaviour + "\"}";
    }
}
