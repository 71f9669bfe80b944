package dev.sluice.http.connection;

import static io.micrometer.core.instrument.binder.BaseUnits.BYTES;

import dev.sluice.http.connection.ConnectionGuard.Usage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Iterator;
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
 * The limits of all client connections. Beyond a limit, those connections are closed that use the most, or that are idle: the
 * others are not affected. Thread-safe.
 *
 * <p>Guards are added where the server accepts connections. Vert.x reports a connection only with its first bytes, and has
 * neither a limit for what a client does not read nor one for pipelined requests (4.5.27). Look again with Vert.x 5.
 */
@Singleton
public class ConnectionLimits implements HttpServerOptionsCustomizer {

    private static final String CONNECTIONS = "connections";
    private static final long SWEEP_MILLIS = Duration.ofSeconds(1).toMillis();
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

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setHttp2ClearTextEnabled(config.clearTextHttp2());
    }

    void start(@ObservesAsync HttpServerStart event, Vertx vertx, HttpServer server) {
        guard(vertx, server.getPort());
    }

    void startWithTls(@ObservesAsync HttpsServerStart event, Vertx vertx, HttpServer server) {
        guard(vertx, server.getSecurePort());
    }

    /** Adds a guard to each connection that the server accepts on a port. */
    private void guard(Vertx vertx, int port) {
        for (EventExecutor executor : ((VertxInternal) vertx).getAcceptorEventLoopGroup()) {
            executor.execute(() -> {
                Iterator<Channel> channels = ((SingleThreadEventLoop) executor).registeredChannelsIterator();
                while (channels.hasNext()) {
                    Channel channel = channels.next();
                    if (channel instanceof ServerChannel
                            && channel.localAddress() instanceof InetSocketAddress address
                            && address.getPort() == port) {
                        channel.pipeline().addFirst(new Acceptor());
                    }
                }
            });
        }
        vertx.setPeriodic(SWEEP_MILLIS, timer -> open.forEach(connection -> connection.check(maxStall)));
    }

    private final class Acceptor extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) throws Exception {
            if (accepted instanceof Channel channel) {
                ChannelHandler guard = new ConnectionGuard(ConnectionLimits.this);
                channel.pipeline().addFirst(guard);
            }
            super.channelRead(context, accepted);
        }
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

    /**
     * Returns whether closing connections does not release memory fast enough. That of a closed connection is released when its
     * event loop has read from all others.
     */
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
