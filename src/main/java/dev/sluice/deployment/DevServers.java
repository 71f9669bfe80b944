package dev.sluice.deployment;

import io.quarkus.deployment.builditem.Startable;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.utils.Utils;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A group of servers that Quarkus manages as one Dev Service. The servers start in parallel; if one fails, all are closed. */
final class DevServers implements Startable {

    private static final Logger LOG = Logger.getLogger("dev.sluice.devservices");

    private final Map<String, Startable> running = new LinkedHashMap<>();
    private final List<Server> servers;
    private final Consumer<RuntimeException> failure;

    /** @param failure is called if the servers cannot be started, before the start fails */
    DevServers(List<Server> servers, Consumer<RuntimeException> failure) {
        this.servers = servers;
        this.failure = failure;
    }

    /**
     * A server that Sluice connects to.
     *
     * @param port the port to listen on, 0 for any free port
     * @param portKey the configuration key of the port
     * @param startable creates the server; it is not started yet
     * @param addressKey the configuration key of the server's address
     * @param configuration functions from the server's address to the value of each configuration key that the server provides
     */
    record Server(
            String name,
            String description,
            int port,
            String portKey,
            Supplier<Startable> startable,
            String addressKey,
            Map<String, UnaryOperator<String>> configuration) {

        /** Returns a text that changes if and only if a running server has to be replaced. */
        String identity() {
            return name + ":" + port;
        }

        /** Reports a port that is in use before any server starts: Kafka would log stack traces and never end its start. */
        void requireFreePort() {
            if (port == 0) {
                return;
            }
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getByName("localhost"))) {
                LOG.debugf("Port %d is free", free.getLocalPort());
            } catch (IOException e) {
                throw new IllegalStateException(
                        "Dev Services: " + name + " cannot listen on localhost:" + port + " (" + e.getMessage()
                                + "). Another process uses the port, such as another instance in dev mode: end it, or set "
                                + portKey + " to another port",
                        e);
            }
        }
    }

    /**
     * Creates an empty directory with a unique name.
     *
     * @param parent a directory inside the build directory, so that a killed run leaves nothing elsewhere; created if absent
     */
    static Path createDirectory(Path parent, String prefix) {
        try {
            return Files.createTempDirectory(Files.createDirectories(parent), prefix);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void deleteDirectory(Path directory) {
        try {
            Utils.delete(directory.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void start() {
        try {
            servers.forEach(Server::requireFreePort);
            startAll();
        } catch (RuntimeException e) {
            close();
            failure.accept(e);
            throw e;
        }
    }

    private void startAll() {
        for (Server server : servers) {
            running.put(server.name(), server.startable().get());
        }
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        CompletableFuture.allOf(servers.stream()
                        .map(server -> CompletableFuture.runAsync(() -> start(server, loader)))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    private void start(Server server, ClassLoader loader) {
        Thread thread = Thread.currentThread();
        ClassLoader previous = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            Startable starting = running(server.name());
            starting.start();
            LOG.infof("%s (%s) listens on %s", server.name(), server.description(), starting.getConnectionInfo());
        } finally {
            thread.setContextClassLoader(previous);
        }
    }

    String address(String name) {
        return running(name).getConnectionInfo();
    }

    private Startable running(String name) {
        return Objects.requireNonNull(running.get(name), name);
    }

    @Override
    public String getConnectionInfo() {
        return String.join(", ", running.keySet().stream().map(this::address).toList());
    }

    @Override
    public @Nullable String getContainerId() {
        return null;
    }

    /** Closes all servers, even if closing one of them fails. */
    @Override
    public void close() {
        RuntimeException unclosed = null;
        for (Closeable server : running.values()) {
            try {
                server.close();
            } catch (IOException | RuntimeException e) {
                unclosed = new IllegalStateException("Dev Services: a server could not be closed", e);
            }
        }
        running.clear();
        if (unclosed != null) {
            throw unclosed;
        }
    }
}
