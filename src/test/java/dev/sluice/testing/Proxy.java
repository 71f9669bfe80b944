package dev.sluice.testing;

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
 * A TCP proxy in front of a server that simulates network faults: it can block either direction while connections stay open, close
 * all connections, refuse new ones, move to another address, and forward to another server. Its port never changes. Thread-safe.
 */
public final class Proxy implements AutoCloseable {

    private static final int BUFFER = 65_536;

    private final int port = Ports.free();
    private final int serverPort;
    private final Gate requests = new Gate();
    private final Gate responses = new Gate();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile int targetPort;
    private InetAddress address = InetAddress.getLoopbackAddress();
    private ServerSocket server;

    /** @param serverPort the server's port on localhost */
    public Proxy(int serverPort) {
        this.serverPort = serverPort;
        this.targetPort = serverPort;
        listen();
    }

    private synchronized void listen() {
        try {
            ServerSocket listening = new ServerSocket(port, 100, address);
            server = listening;
            start("proxy-" + serverPort, () -> accept(listening));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Passes or blocks one direction. Thread-safe. */
    private static final class Gate {

        private boolean isOpen = true;

        synchronized void open() {
            isOpen = true;
            notifyAll();
        }

        synchronized void close() {
            isOpen = false;
        }

        /** Waits until the gate is open. */
        synchronized void await() throws InterruptedException {
            while (!isOpen) {
                wait();
            }
        }
    }

    /** Returns the port to connect to. */
    public int port() {
        return port;
    }

    /** Accepts connections and bytes, but forwards nothing to the server until {@link #restore()}. */
    public void blockRequests() {
        requests.close();
    }

    /** Forwards requests, but no responses until {@link #restore()}. */
    public void blockResponses() {
        responses.close();
    }

    /** Closes all connections and refuses new ones until {@link #restore()}. */
    public void refuseConnections() {
        stopListening();
        closeConnections();
    }

    /** Closes all connections, and listens at another address of this machine, on the same port. */
    public synchronized void moveTo(InetAddress other) {
        refuseConnections();
        address = other;
        listen();
    }

    /** Closes all connections, and forwards new ones to another server on localhost until {@link #restore()}. */
    public synchronized void forwardTo(int otherPort) {
        targetPort = otherPort;
        closeConnections();
    }

    private synchronized void stopListening() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Listens again, if connections are refused, and forwards blocked and new traffic to the server. */
    public synchronized void restore() {
        if (targetPort != serverPort) {
            forwardTo(serverPort);
        }
        if (server.isClosed()) {
            listen();
        }
        requests.open();
        responses.open();
    }

    /** Closes all connections; blocked traffic is lost. */
    public void closeConnections() {
        sockets.forEach(Proxy::close);
    }

    private void accept(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                connect(listening.accept());
            } catch (IOException closed) {
                // The loop ends.
            }
        }
    }

    private void connect(Socket client) {
        try {
            Socket target = new Socket(InetAddress.getLoopbackAddress(), targetPort);
            sockets.add(client);
            sockets.add(target);
            start("proxy-requests", () -> forward(client, target, requests));
            start("proxy-responses", () -> forward(target, client, responses));
        } catch (IOException serverUnavailable) {
            close(client);
        }
    }

    private void forward(Socket from, Socket to, Gate gate) {
        byte[] buffer = new byte[BUFFER];
        try (from;
                to) {
            from.setTcpNoDelay(true);
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                gate.await();
                out.write(buffer, 0, length);
            }
        } catch (IOException closed) {
            // Both sockets are closed.
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
        requests.open();
        responses.open();
        closeConnections();
    }
}
