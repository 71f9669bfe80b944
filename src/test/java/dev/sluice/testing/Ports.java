package dev.sluice.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Free ports on localhost. */
public final class Ports {

    private static final int FIRST = 15_000;
    private static final int LAST = 32_000;
    private static final int ATTEMPTS = 100;

    private Ports() {}

    /**
     * Returns a port on which no process listens. It is below the range of ephemeral ports (Linux: from 32768), so that no outgoing
     * connection takes it before it is used.
     */
    public static int free() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // Try another port.
            }
        }
        throw new IllegalStateException("no free port found after " + ATTEMPTS + " attempts");
    }
}
