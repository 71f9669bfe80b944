package dev.sluice.registry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A cache that fetches each value once. The first caller fetches it on its own thread; concurrent callers wait and share its
 * result or exception. Values are kept until they are removed. Rejections are kept for a limited time and in a limited number,
 * since records can contain any id. Other failures are not kept.
 *
 * <p>Caffeine's {@code AsyncCache} does the same for values, but logs each failed fetch as a warning with its stack trace
 * ({@code LocalAsyncCache.handleCompletion}, Caffeine 3.2.3). Here failures are part of an outage of the registry, which the
 * callers report.
 */
final class SingleFlight<K, V> {

    private static final int MAX_REJECTIONS = 1_000;

    private final Function<K, V> fetch;
    private final Map<K, CompletableFuture<V>> flights = new ConcurrentHashMap<>();
    private final Cache<K, SchemaRejectedException> rejections;

    /** @param rejectionTtl how long a rejection is kept */
    SingleFlight(Function<K, V> fetch, Duration rejectionTtl) {
        this.fetch = fetch;
        this.rejections = Caffeine.newBuilder()
                .maximumSize(MAX_REJECTIONS)
                .expireAfterWrite(rejectionTtl)
                .build();
    }

    /** Returns a value, fetching it if it is not cached. */
    V get(K key) {
        CompletableFuture<V> flight = flights.get(key);
        try {
            return (flight == null ? fetchOrJoin(key) : flight).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Returns the values that are cached now. */
    Map<K, V> values() {
        Map<K, V> values = new HashMap<>();
        flights.forEach((key, flight) -> {
            if (flight.isDone() && !flight.isCompletedExceptionally()) {
                values.put(key, flight.join());
            }
        });
        return values;
    }

    /** Returns a value if it is cached; null otherwise. */
    @Nullable
    V cached(K key) {
        CompletableFuture<V> flight = flights.get(key);
        return flight == null || !flight.isDone() || flight.isCompletedExceptionally() ? null : flight.join();
    }

    void put(K key, V value) {
        flights.put(key, CompletableFuture.completedFuture(value));
    }

    void remove(K key) {
        flights.remove(key);
    }

    private CompletableFuture<V> fetchOrJoin(K key) {
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
        SchemaRejectedException known = rejections.getIfPresent(key);
        if (known != null) {
            throw known;
        }
        try {
            return fetch.apply(key);
        } catch (SchemaRejectedException e) {
            rejections.put(key, e);
            throw e;
        }
    }
}
