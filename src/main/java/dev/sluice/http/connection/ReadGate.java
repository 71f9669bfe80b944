package dev.sluice.http.connection;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * The first handler of a client's connection, which holds received bytes while the memory of connections is exhausted.
 * Closing connections does not help immediately: Netty releases the memory of a closed one only after its event loop has read from
 * all others.
 */
final class ReadGate extends ChannelInboundHandlerAdapter {

    static final int RETRY_MILLIS = 10;

    private final ConnectionLimits limits;
    private final Deque<Object> held = new ArrayDeque<>(0);
    /** Whether this handler has stopped the connection's reading. */
    private boolean isPaused;

    ReadGate(ConnectionLimits limits) {
        this.limits = limits;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (held.isEmpty() && !limits.isExhausted()) {
            super.channelRead(context, message);
        } else {
            hold(context, message);
        }
    }

    private void hold(ChannelHandlerContext context, Object message) {
        if (held.isEmpty()) {
            // Behind the tasks that release the memory of closed connections.
            context.executor().execute(() -> forward(context));
        }
        held.add(message);
        ChannelConfig config = context.channel().config();
        if (config.isAutoRead()) {
            config.setAutoRead(false);
            isPaused = true;
        }
    }

    private void forward(ChannelHandlerContext context) {
        while (!held.isEmpty()) {
            if (limits.isExhausted()) {
                var unused = context.executor().schedule(() -> forward(context), RETRY_MILLIS, TimeUnit.MILLISECONDS);
                return;
            }
            if (isPaused) {
                // Before the message is read, since its reader may pause the connection too.
                isPaused = false;
                context.channel().config().setAutoRead(true);
            }
            context.fireChannelRead(held.remove());
        }
        context.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        held.forEach(ReferenceCountUtil::release);
        held.clear();
        super.channelInactive(context);
    }
}
