package dev.sluice.registry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A cache that fetches each value once: the first caller fetches it, on its own thread, and concurrent callers wait and share its
 * result or failure. A value is kept permanently; a refusal for a while, and only so many of them, since a record can name any
 * id; other failures are not kept.
 *
 * <p>Caffeine's {@code AsyncCache} does the same for values, but logs each failed fetch as a warning with its stack trace
 * ({@code LocalAsyncCache.handleCompletion}, Caffeine 3.2.3): here failures are part of an outage of the registry, and their
 * callers report them.
 */
final class SingleFlight<K, V> {

    private static final int MAX_REFUSALS = 1_000;

    private final Function<K, V> fetch;
    private final Map<K, CompletableFuture<V>> flights = new ConcurrentHashMap<>();
    private final Cache<K, SchemaRejectedException> refusals;

    /** @param refusal the time for which a refusal is kept */
    SingleFlight(Function<K, V> fetch, Duration refusal) {
        this.fetch = fetch;
        this.refusals = Caffeine.newBuilder()
                .maximumSize(MAX_REFUSALS)
                .expireAfterWrite(refusal)
                .build();
    }

    V get(K key) {
        CompletableFuture<V> flight = flights.get(key);
        try {
            return (flight == null ? take(key) : flight).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private CompletableFuture<V> take(K key) {
        CompletableFuture<V> flight = new CompletableFuture<>();
        CompletableFuture<V> other = flights.putIfAbsent(key, flight);
        if (other != null) {
            return other;
        }
        try {
            flight.complete(fetch(key));
        } catch (RuntimeException | Error e) {
            flights.remove(key);
            flight.completeExceptionally(e);
        }
        return flight;
    }

    private V fetch(K key) {
        SchemaRejectedException known = refusals.getIfPresent(key);
        if (known != null) {
            throw known;
        }
        try {
            return fetch.apply(key);
        } catch (SchemaRejectedException e) {
            refusals.put(key, e);
            throw e;
        }
    }
}
