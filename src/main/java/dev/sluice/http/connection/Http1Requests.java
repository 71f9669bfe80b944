package dev.sluice.http.connection;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayDeque;
import java.util.Deque;

/** The open requests of an HTTP/1.1 connection: received, and not yet answered. */
final class Http1Requests extends ChannelDuplexHandler {

    /** The estimated memory of a request without its headers, in bytes. */
    static final int REQUEST_MEMORY = 4096;
    /** The estimated memory of a header, in bytes. */
    static final int HEADER_MEMORY = 200;

    /** The maximum number of open requests. A client that pipelines sends few; one read of the socket can contain 1,600. */
    static final int MAX_OPEN = 2048;

    private final ConnectionGuard connection;
    private final Deque<Long> open = new ArrayDeque<>(1);
    private boolean isInterim;

    Http1Requests(ConnectionGuard connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        connection.complete();
        if (message instanceof HttpRequest request) {
            long memory = REQUEST_MEMORY
                    + request.uri().length()
                    + (long) request.headers().size() * HEADER_MEMORY;
            open.add(memory);
            connection.opened(memory);
            if (open.size() > MAX_OPEN) {
                connection.close(ConnectionGuard.Reason.PIPELINED);
            }
        }
        super.channelRead(context, message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof HttpResponse response) {
            isInterim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        }
        if (message instanceof LastHttpContent && !isInterim) {
            Long memory = open.poll();
            if (memory != null) {
                connection.ended(memory);
            }
        }
        super.write(context, message, promise);
    }
}
