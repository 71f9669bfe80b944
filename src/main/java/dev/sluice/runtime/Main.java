package dev.sluice.runtime;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.security.Security;

/**
 * The start of the process, before Quarkus looks up the first host name to log it. From then on the time for which the JDK caches
 * addresses is fixed. Its defaults, 30 s for an address and 10 s for a name without one, would keep Kafka's clients from a broker
 * that has moved to another address. Lookups are rare: one for each connection.
 */
@QuarkusMain
public final class Main {

    /** Also a system property of the native build, in case the JDK fixes the time there. */
    public static final String ADDRESS_SECONDS = "1";

    private static final String TTL = "networkaddress.cache.ttl";
    private static final String NEGATIVE_TTL = "networkaddress.cache.negative.ttl";
    private static final String JDK_NEGATIVE_SECONDS = "10";

    private Main() {}

    /** Starts Sluice. */
    public static void main(String... arguments) {
        shortenAddressCache();
        Quarkus.run(arguments);
    }

    /** Shortens the times, unless the JVM has others in its security properties. */
    private static void shortenAddressCache() {
        if (Security.getProperty(TTL) == null) {
            Security.setProperty(TTL, ADDRESS_SECONDS);
        }
        if (JDK_NEGATIVE_SECONDS.equals(Security.getProperty(NEGATIVE_TTL))) {
            Security.setProperty(NEGATIVE_TTL, ADDRESS_SECONDS);
        }
    }
}
