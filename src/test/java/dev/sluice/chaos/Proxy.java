package dev.sluice.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The network between the clients and a broker: it can hold what goes in a direction, so that neither side learns that the
 * other is out of reach, and it can cut all connections. Safe for any thread.
 */
final class Proxy implements AutoCloseable {

    private static final int BUFFER = 65_536;

    private final ServerSocket server;
    private final int target;
    private final Gate requests = new Gate();
    private final Gate answers = new Gate();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    /** @param target the broker's port on localhost */
    Proxy(int target) {
        this.target = target;
        try {
            server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("proxy-" + target, this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Accepts connections and bytes from now on, and passes none on to the broker. */
    void holdRequests() {
        requests.set(false);
    }

    /** The broker gets and does what it is asked, and nobody learns of it. */
    void holdAnswers() {
        answers.set(false);
    }

    /** Passes on what was held, and all that comes. */
    void release() {
        requests.set(true);
        answers.set(true);
    }

    /** Closes all connections; what was held is lost. */
    void cut() {
        sockets.forEach(Proxy::close);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                connect(server.accept());
            } catch (IOException closed) {
                // the loop ends
            }
        }
    }

    private void connect(Socket client) {
        try {
            Socket broker = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(client);
            sockets.add(broker);
            start("proxy-requests", () -> pump(client, broker, requests));
            start("proxy-answers", () -> pump(broker, client, answers));
        } catch (IOException brokerAway) {
            close(client);
        }
    }

    private void pump(Socket from, Socket to, Gate gate) {
        byte[] buffer = new byte[BUFFER];
        try (from;
                to) {
            from.setTcpNoDelay(true);
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                gate.pass();
                out.write(buffer, 0, length);
            }
        } catch (IOException cut) {
            // both sides are closed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        release();
        cut();
    }
}
