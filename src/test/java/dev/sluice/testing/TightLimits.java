package dev.sluice.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/**
 * A profile with limits that a test reaches within a second. All tests of limits share one application. It accepts tokens that a key
 * of its configuration signs, and requests without a token.
 */
public final class TightLimits implements QuarkusTestProfile {

    /** The maximum rate of a client, in events per second. */
    public static final int CLIENT_RATE = 50;

    public static final int WAITING_QUERIES = 2;

    /** A monitored consumer group without members. */
    public static final String STOPPED_GROUP = "stopped-group";

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(TokenIssuer.class, TokenIssuer.KEY_ONLY));
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.ofEntries(
                Map.entry("sluice.instance", "tight-limits"),
                Map.entry("sluice.ingress.max-client-rate", Integer.toString(CLIENT_RATE)),
                Map.entry("sluice.ingress.max-batch-events", Integer.toString(CLIENT_RATE)),
                Map.entry("sluice.http.max-body-memory", "100K"),
                // Long enough that a body keeps its memory until the test closes its connection.
                Map.entry("sluice.http.max-body-time", "5m"),
                Map.entry("sluice.processing.max-attempts", "3"),
                Map.entry("sluice.processing.backoff", "10ms"),
                Map.entry("sluice.processing.handler-timeout", "500ms"),
                // A resumed partition is fetched only after the pending fetch of the other partitions.
                Map.entry("sluice.processing.consumer.\"fetch.max.wait.ms\"", "20"),
                Map.entry("sluice.projection.max-waiting", Integer.toString(WAITING_QUERIES)),
                Map.entry("sluice.projection.max-wait", "10m"),
                Map.entry("sluice.consumer-groups.monitored.stopped.id", STOPPED_GROUP),
                Map.entry("sluice.consumer-groups.monitored.stopped.topics", "parcels"));
    }
}
