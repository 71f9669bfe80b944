package dev.sluice.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Programs;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class MainTest {

    /** Sets the times as the application does, in a JVM of its own: they are fixed once an address was looked up. */
    static final class AddressCache {

        private AddressCache() {}

        @SuppressWarnings("AddressSelection")
        public static void main(String... arguments) throws ReflectiveOperationException, UnknownHostException {
            Main.shortenAddressCache();
            Logger.getLogger("").info("The log looks up the name of this host");
            InetAddress.getByName("localhost");
            Class<?> policy = Class.forName("sun.net.InetAddressCachePolicy");
            System.out.println("known " + policy.getMethod("get").invoke(null) + " s, unknown "
                    + policy.getMethod("getNegative").invoke(null) + " s");
        }
    }

    @Test
    void cachesAddressesAndTheirAbsenceForOneSecond() {
        // When
        String output = Programs.run(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                "--add-exports=java.base/sun.net=ALL-UNNAMED",
                "--add-opens=java.base/sun.net=ALL-UNNAMED",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                AddressCache.class.getName());

        // Then
        assertThat(output).contains("known 1 s, unknown 1 s");
    }
}
