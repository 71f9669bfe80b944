package dev.sluice.schema;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A cache whose values are each fetched once, however many ask for one at the same time: the first asks, on its own
 * thread, the others wait. A value is kept for good; a refusal for a while, and only so many of them, since anybody can
 * name an id that is not there; any other failure not at all.
 */
final class SingleFlight<K, V> {

    private static final int MOST_REFUSALS = 1_000;

    private final Function<K, V> fetch;
    private final long refusalNanos;
    private final Map<K, V> values = new ConcurrentHashMap<>();
    private final Map<K, CompletableFuture<V>> flights = new ConcurrentHashMap<>();
    private final Map<K, Refusal> refusals = new ConcurrentHashMap<>();

    private record Refusal(SchemaRefusedException exception, long nanoTime) {}

    /** @param refusal for how long a refusal is not asked again */
    SingleFlight(Function<K, V> fetch, Duration refusal) {
        this.fetch = fetch;
        this.refusalNanos = refusal.toNanos();
    }

    V get(K key) {
        V known = values.get(key);
        return known == null ? await(key) : known;
    }

    private V await(K key) {
        Refusal refusal = refusals.get(key);
        if (refusal != null && System.nanoTime() - refusal.nanoTime() < refusalNanos) {
            throw refusal.exception();
        }
        CompletableFuture<V> flight = new CompletableFuture<>();
        CompletableFuture<V> other = flights.putIfAbsent(key, flight);
        if (other == null) {
            take(key, flight);
        }
        try {
            return (other == null ? flight : other).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void take(K key, CompletableFuture<V> flight) {
        try {
            V known = values.get(key);
            V value = known == null ? fetch.apply(key) : known;
            values.put(key, value);
            flight.complete(value);
        } catch (SchemaRefusedException e) {
            if (refusals.size() >= MOST_REFUSALS) {
                refusals.clear();
            }
            refusals.put(key, new Refusal(e, System.nanoTime()));
            flight.completeExceptionally(e);
        } catch (RuntimeException | Error e) {
            flight.completeExceptionally(e);
        } finally {
            flights.remove(key, flight);
        }
    }
}
