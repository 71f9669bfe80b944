package dev.sluice.runtime;

import io.quarkus.runtime.annotations.Recorder;
import java.security.Security;

/**
 * The time for which the JDK caches the addresses of host names. Its defaults, 30 s for an address and 10 s for a name without one,
 * would keep Kafka's clients from a broker that has moved to another address. Lookups are rare: one for each connection.
 */
@Recorder
public class AddressCache {

    /** Also a system property of the native build, which reads it if the JDK initializes its cache there. */
    public static final String SECONDS = "1";

    private static final String TTL = "networkaddress.cache.ttl";
    private static final String NEGATIVE_TTL = "networkaddress.cache.negative.ttl";
    private static final String JDK_NEGATIVE_SECONDS = "10";

    /** Shortens the times, unless the JVM was started with others. Effective only before the first lookup of the process. */
    public void shorten() {
        if (Security.getProperty(TTL) == null) {
            Security.setProperty(TTL, SECONDS);
        }
        if (JDK_NEGATIVE_SECONDS.equals(Security.getProperty(NEGATIVE_TTL))) {
            Security.setProperty(NEGATIVE_TTL, SECONDS);
        }
    }
}
