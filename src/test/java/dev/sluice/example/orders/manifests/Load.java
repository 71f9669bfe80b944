package dev.sluice.example.orders.manifests;

import dev.sluice.example.orders.Orders;
import dev.sluice.testing.AsyncPublisher;
import dev.sluice.testing.Waits;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Clients that publish one order after the other, each with a key of its own, until they are closed. */
final class Load implements AutoCloseable {

    private static final int CLIENTS = 16;
    /** The pause after a failed request, so that an outage is not a busy loop. */
    private static final Executor LATER = CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS);

    private final AsyncPublisher http = new AsyncPublisher();
    private final URI server;
    private final String prefix = UUID.randomUUID().toString();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final List<CompletableFuture<Void>> clients = new ArrayList<>();
    private volatile boolean stopped;

    Load(URI server) {
        this.server = server;
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(publish(i + "-", 0));
        }
    }

    private CompletableFuture<Void> publish(String client, int number) {
        if (stopped) {
            return CompletableFuture.completedFuture(null);
        }
        String key = prefix + "-" + client + number;
        return http.publish(server, "order.created", Orders.created("ord-" + key, key))
                .handle((response, failure) -> failure == null && response.statusCode() == 201)
                .thenCompose(isAcknowledged -> {
                    if (isAcknowledged) {
                        acknowledged.add(key);
                        return publish(client, number + 1);
                    }
                    return CompletableFuture.supplyAsync(() -> publish(client, number + 1), LATER)
                            .thenCompose(next -> next);
                });
    }

    /** Returns the start of the keys of all events. */
    String prefix() {
        return prefix;
    }

    /** Returns the keys of the acknowledged events. */
    Set<String> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    /** Stops publishing and waits for open requests. */
    @Override
    public void close() {
        stopped = true;
        clients.forEach(client ->
                client.orTimeout(Waits.LONG_LIMIT.toSeconds(), TimeUnit.SECONDS).join());
    }
}
