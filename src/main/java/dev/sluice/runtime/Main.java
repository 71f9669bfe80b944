package dev.sluice.runtime;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.security.Security;

/**
 * The start of the process, before that of Quarkus, which looks up the first host name to log it. From then on the time for which
 * the JDK caches addresses is fixed. Its defaults, 30 s for an address and 10 s for a name without one, would keep Kafka's clients
 * from a broker that has moved to another address. Lookups are rare: one for each connection.
 */
@QuarkusMain
public final class Main {

    /** Also a system property of the native build, in case the JDK fixes the time there. */
    public static final String ADDRESS_SECONDS = "1";

    private static final String TTL = "sun.net.inetaddr.ttl";
    private static final String NEGATIVE_TTL = "networkaddress.cache.negative.ttl";
    private static final String JDK_NEGATIVE_SECONDS = "10";

    private Main() {}

    /** Starts Sluice. */
    public static void main(String... arguments) {
        shortenAddressCache();
        if (HostCheck.ofThisHost().passes()) {
            Quarkus.run(arguments);
        } else {
            System.exit(1);
        }
    }

    /**
     * Shortens the times, unless the JVM has others. The JDK logs a changed security property, for which the log looks up this host's
     * name: only the first change is in time. The JDK has no security property for addresses, so it reads the system property.
     */
    static void shortenAddressCache() {
        if (System.getProperty(TTL) == null) {
            System.setProperty(TTL, ADDRESS_SECONDS);
        }
        if (JDK_NEGATIVE_SECONDS.equals(Security.getProperty(NEGATIVE_TTL))) {
            Security.setProperty(NEGATIVE_TTL, ADDRESS_SECONDS);
        }
    }
}
