package dev.sluice.http.connection;

import static io.micrometer.core.instrument.binder.BaseUnits.BYTES;

import dev.sluice.http.connection.ConnectionGuard.Usage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * The limits of all client connections. Beyond a limit, the connections that use the most or have been idle longest are closed, and
 * the others are not affected. Thread-safe.
 */
@Singleton
public class ConnectionLimits {

    private static final String CONNECTIONS = "connections";
    /** The share of all memory that one connection can use, and the share of the heap that all can use. */
    private static final int SHARE = 8;
    /** The share of connections or memory that is released if a limit is exceeded, so that this is done rarely. */
    private static final int RELEASED_SHARE = 50;

    private final ConnectionConfig config;
    private final long maxMemory;
    private final long maxConnectionMemory;
    private final long maxStall;
    private final Set<ConnectionGuard> open = ConcurrentHashMap.newKeySet();
    /** Connections that were closed because of a limit, until their memory is released. */
    private final Set<ConnectionGuard> closing = ConcurrentHashMap.newKeySet();

    private final LongAdder memory = new LongAdder();
    private final ReentrantLock releasing = new ReentrantLock();
    private final Map<ConnectionGuard.Reason, Counter> closed = new EnumMap<>(ConnectionGuard.Reason.class);

    ConnectionLimits(ConnectionConfig config, MeterRegistry meters) {
        this.config = config;
        this.maxMemory = config.maxMemory()
                .map(size -> size.asLongValue())
                .orElseGet(() -> Runtime.getRuntime().maxMemory() / SHARE);
        this.maxConnectionMemory = maxMemory / SHARE;
        this.maxStall = config.maxStall().toNanos();
        for (ConnectionGuard.Reason reason : ConnectionGuard.Reason.values()) {
            closed.put(
                    reason,
                    Counter.builder("sluice.http.closed")
                            .description("Connections closed because of a limit")
                            .baseUnit(CONNECTIONS)
                            .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
        gauge(meters, "sluice.http.open", "Open connections", CONNECTIONS, open::size);
        gauge(meters, "sluice.http.open.limit", "Maximum number of connections", CONNECTIONS, config::max);
        gauge(meters, "sluice.http.active", "Open requests", "requests", this::openRequests);
        gauge(meters, "sluice.http.unread", "Size of unread answers", BYTES, () -> sum(Usage::unread));
        gauge(meters, "sluice.http.connection", "Estimated memory of connections", BYTES, memory::sum);
        gauge(meters, "sluice.http.connection.limit", "Maximum memory of connections", BYTES, () -> maxMemory);
    }

    private static void gauge(
            MeterRegistry meters, String name, String description, String unit, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).baseUnit(unit).register(meters);
    }

    /**
     * Returns the number of requests that were received and are not answered yet. Over HTTP/2, answers that the client has not
     * read count too.
     */
    public long openRequests() {
        return sum(Usage::openRequests);
    }

    private long sum(ToLongFunction<Usage> of) {
        return open.stream().map(ConnectionGuard::usage).mapToLong(of).sum();
    }

    /** Closes connections whose clients have stalled. */
    void closeStalled() {
        open.forEach(connection -> connection.check(maxStall));
    }

    void opened(ConnectionGuard connection) {
        open.add(connection);
        if (open.size() > config.max() && !closeIdle()) {
            connection.close(ConnectionGuard.Reason.CONNECTIONS);
        }
    }

    /** Reports a connection that is being closed because of a limit. */
    void closing(ConnectionGuard connection, ConnectionGuard.Reason reason) {
        closing.add(connection);
        open.remove(connection);
        Counter counter = closed.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    void closed(ConnectionGuard connection) {
        open.remove(connection);
        closing.remove(connection);
    }

    /** Closes some connections that have been idle longest. Returns whether there are any. */
    private boolean closeIdle() {
        List<ConnectionGuard> idle = open.stream()
                .filter(connection -> connection.usage().openRequests() == 0)
                .sorted(Comparator.comparingLong(
                        connection -> connection.usage().idleSince()))
                .limit(Math.max(1, config.max() / RELEASED_SHARE))
                .toList();
        idle.forEach(connection -> connection.close(ConnectionGuard.Reason.CONNECTIONS));
        return !idle.isEmpty();
    }

    /** Adds the change of a connection's memory, and closes connections if there is too much. */
    void changed(ConnectionGuard connection, long change) {
        memory.add(change);
        if (change <= 0) {
            return;
        }
        if (connection.usage().memory() > maxConnectionMemory) {
            connection.close(ConnectionGuard.Reason.MEMORY);
        } else if (memory.sum() > maxMemory && releasing.tryLock()) {
            try {
                closeLargest(memory.sum() - maxMemory + maxMemory / RELEASED_SHARE);
            } finally {
                releasing.unlock();
            }
        }
    }

    /** Returns whether the memory exceeds its limit so far that no bytes may be read until that of closed connections is released. */
    boolean isExhausted() {
        return memory.sum() > maxMemory + maxMemory / 2;
    }

    private void closeLargest(long excess) {
        Map<ConnectionGuard, Long> sizes = open.stream()
                .collect(Collectors.toMap(
                        connection -> connection,
                        connection -> connection.usage().memory()));
        long remaining = excess
                - closing.stream()
                        .mapToLong(connection -> connection.usage().memory())
                        .sum();
        List<Map.Entry<ConnectionGuard, Long>> largest = sizes.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.<ConnectionGuard, Long>comparingByValue().reversed())
                .toList();
        for (Map.Entry<ConnectionGuard, Long> entry : largest) {
            if (remaining <= 0) {
                return;
            }
            remaining -= entry.getValue();
            entry.getKey().close(ConnectionGuard.Reason.MEMORY);
        }
    }
}
