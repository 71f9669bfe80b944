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

    /** The maximum rate of a client, in queries per second. */
    public static final int CLIENT_QUERIES = 100;

    public static final int WAITING_QUERIES = 2;

    /** The maximum number of open requests of a client that need a worker thread: a quarter of all. */
    public static final int CLIENT_WORKER_REQUESTS = 10;

    /** The maximum number of connections. */
    public static final int CONNECTIONS = 100;

    /** The maximum number of open streams. */
    public static final int STREAMS = 4;

    /** The maximum number of open streams of a client. */
    public static final int CLIENT_STREAMS = 3;

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
                Map.entry("sluice.ingress.accept-ids", "false"),
                Map.entry("sluice.ingress.cloudevents.idempotent", "true"),
                Map.entry("sluice.ingress.cloudevents.unknown-extensions", "refuse"),
                Map.entry("sluice.http.max-body-memory", "400K"),
                Map.entry("sluice.http.max-worker-requests", Integer.toString(4 * CLIENT_WORKER_REQUESTS)),
                Map.entry("sluice.http.connections.max", Integer.toString(CONNECTIONS)),
                Map.entry("sluice.http.connections.max-memory", "8M"),
                Map.entry("sluice.http.connections.max-stall", "3s"),
                Map.entry("sluice.http.max-client-queries", Integer.toString(CLIENT_QUERIES)),
                // Tests send X-Forwarded-For to be another caller.
                Map.entry("quarkus.http.proxy.proxy-address-forwarding", "true"),
                Map.entry("sluice.ingress.stream.max-streams", Integer.toString(STREAMS)),
                Map.entry("sluice.ingress.stream.max-client-streams", Integer.toString(CLIENT_STREAMS)),
                // Long enough that a body keeps its memory until the test closes its connection.
                Map.entry("sluice.http.max-body-time", "5m"),
                Map.entry("sluice.idempotency.max-client-size", "2K"),
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
