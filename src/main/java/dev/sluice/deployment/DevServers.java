package dev.sluice.deployment;

import io.quarkus.deployment.builditem.Startable;
import java.io.Closeable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The servers as one service: they start at the same time, and all of them or none run. */
final class DevServers implements Startable {

    private static final Logger LOG = Logger.getLogger("dev.sluice.devservices");

    private final Map<String, Startable> running = new LinkedHashMap<>();
    private final List<DevServer> servers;

    DevServers(List<DevServer> servers) {
        this.servers = servers;
    }

    @Override
    public void start() {
        for (DevServer server : servers) {
            running.put(server.name(), server.startable().get());
        }
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try {
            CompletableFuture.allOf(servers.stream()
                            .map(server -> CompletableFuture.runAsync(() -> start(server, loader)))
                            .toArray(CompletableFuture[]::new))
                    .join();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void start(DevServer server, ClassLoader loader) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            Startable starting = running(server.name());
            starting.start();
            LOG.infof("%s (%s) listens on %s", server.name(), server.description(), starting.getConnectionInfo());
        } finally {
            thread.setContextClassLoader(before);
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

    /** Closes all, whatever happens to one. */
    @Override
    public void close() {
        RuntimeException failure = null;
        for (Closeable server : running.values()) {
            try {
                server.close();
            } catch (IOException | RuntimeException e) {
                failure = new IllegalStateException("a server was not closed", e);
            }
        }
        running.clear();
        if (failure != null) {
            throw failure;
        }
    }
}
