package dev.sluice.testing;

/** The JSON of the event type {@code test.probe}, whose handler behaves as its events say. */
public final class Probes {

    private Probes() {}

    public static String probe(String key, String behaviour) {
        return "{\"key\":\"" + key + "\",\"behaviour\":\"" + behaviour + "\"}";
    }
}
