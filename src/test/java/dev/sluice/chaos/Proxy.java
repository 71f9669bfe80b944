package dev.sluice.chaos;

import dev.sluice.testing.Ports;
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
 * The network between the clients and a server: it can hold what goes in a direction, so that neither side learns that the
 * other is out of reach, it can cut all connections, and refuse new ones. It keeps its port. Safe for any thread.
 */
final class Proxy implements AutoCloseable {

    private static final int BUFFER = 65_536;

    private final int port = Ports.free();
    private final int targetPort;
    private final Gate requests = new Gate();
    private final Gate answers = new Gate();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private ServerSocket server;

    /** @param targetPort where the server listens on localhost */
    Proxy(int targetPort) {
        this.targetPort = targetPort;
        listen();
    }

    private synchronized void listen() {
        try {
            ServerSocket listening = new ServerSocket(port, 100, InetAddress.getLoopbackAddress());
            server = listening;
            start("proxy-" + targetPort, () -> accept(listening));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    /** Accepts connections and bytes from now on, and passes none on to the server. */
    void holdRequests() {
        requests.set(false);
    }

    /** The server gets and does what it is asked, and nobody learns of it. */
    void holdAnswers() {
        answers.set(false);
    }

    /** Closes all connections, and does not listen any more. */
    void refuse() {
        stopListening();
        cut();
    }

    private synchronized void stopListening() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Passes on what was held, and all that comes. */
    synchronized void release() {
        if (server.isClosed()) {
            listen();
        }
        requests.set(true);
        answers.set(true);
    }

    /** Closes all connections; what was held is lost. */
    void cut() {
        sockets.forEach(Proxy::close);
    }

    private void accept(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                connect(listening.accept());
            } catch (IOException closed) {
                // the loop ends
            }
        }
    }

    private void connect(Socket client) {
        try {
            Socket target = new Socket(InetAddress.getLoopbackAddress(), targetPort);
            sockets.add(client);
            sockets.add(target);
            start("proxy-requests", () -> pump(client, target, requests));
            start("proxy-answers", () -> pump(target, client, answers));
        } catch (IOException targetAway) {
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
        stopListening();
        requests.set(true);
        answers.set(true);
        cut();
    }
}
