package dev.sluice.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of localhost. */
public final class Ports {

    private static final int FIRST = 15_000;
    private static final int LAST = 32_000;
    private static final int ATTEMPTS = 100;

    private Ports() {}

    /**
     * One that nobody listens on now. It is below those that systems give to outgoing connections (Linux: from 32768 on),
     * of which one could take it before it is used.
     */
    public static int free() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // another one, then
            }
        }
        throw new IllegalStateException("no port is free");
    }
}
