package dev.sluice.http.connection;

import io.netty.channel.Channel;
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
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Adds the {@link ConnectionLimits} to the connections that the HTTP server accepts. Vert.x reports a connection only with its
 * first bytes, and has neither a limit for answers that a client does not read nor one for pipelined requests (4.5.27). Look again
 * with Vert.x 5.
 */
@Singleton
class GuardedServer implements HttpServerOptionsCustomizer {

    private static final long CHECK_MILLIS = Duration.ofSeconds(1).toMillis();

    private final ConnectionConfig config;
    private final ConnectionLimits limits;
    private final Vertx vertx;
    private final HttpServer server;
    private final AtomicBoolean isChecked = new AtomicBoolean();

    GuardedServer(ConnectionConfig config, ConnectionLimits limits, Vertx vertx, HttpServer server) {
        this.config = config;
        this.limits = limits;
        this.vertx = vertx;
        this.server = server;
    }

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setHttp2ClearTextEnabled(config.clearTextHttp2());
    }

    void start(@ObservesAsync HttpServerStart event) {
        guard(server.getPort());
    }

    void startWithTls(@ObservesAsync HttpsServerStart event) {
        guard(server.getSecurePort());
    }

    private void guard(int port) {
        for (EventExecutor executor : ((VertxInternal) vertx).getAcceptorEventLoopGroup()) {
            executor.execute(() -> ((SingleThreadEventLoop) executor)
                    .registeredChannelsIterator()
                    .forEachRemaining(channel -> guard(channel, port)));
        }
        if (isChecked.compareAndSet(false, true)) {
            vertx.setPeriodic(CHECK_MILLIS, timer -> limits.closeStalled());
        }
    }

    private void guard(Channel channel, int port) {
        if (channel instanceof ServerChannel
                && channel.localAddress() instanceof InetSocketAddress address
                && address.getPort() == port) {
            channel.pipeline().addFirst(new Acceptor());
        }
    }

    private final class Acceptor extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) throws Exception {
            if (accepted instanceof Channel channel) {
                channel.pipeline().addFirst(new ReadGate(limits), new ConnectionGuard(limits));
            }
            super.channelRead(context, accepted);
        }
    }
}
