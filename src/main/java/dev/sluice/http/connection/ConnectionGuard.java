package dev.sluice.http.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A handler of a client's connection that estimates the memory that the connection uses, and closes it if the client stalls.
 * {@link Http1Requests} or {@link Http2Requests} report its requests. Methods are for the connection's event loop unless they say
 * otherwise.
 */
final class ConnectionGuard extends ChannelDuplexHandler {

    /** A reason to close a connection. */
    enum Reason {
        /** There are too many connections. */
        CONNECTIONS,
        /** The connection uses too much memory. */
        MEMORY,
        /** The client neither completes a request head nor reads an answer. */
        STALLED,
        /** The client has sent too many requests before it received answers. */
        PIPELINED,
        /** The client sends too many control frames. */
        FRAMES
    }

    /**
     * The memory in bytes for each byte of an incomplete head of HTTP/1.1: Netty parses headers as they arrive, and the shortest has
     * 5 bytes.
     */
    static final int PARTIAL_HEAD_FACTOR = 30;

    /** The bytes after which Vert.x knows that a connection without TLS is not one of HTTP/2. */
    private static final int DISTINCT_BYTES = 2;

    /** The bytes that may be written before the limits learn of them: an answer is flushed right after it is written. */
    private static final int MAX_UNPUBLISHED = 65_536;

    private final ConnectionLimits limits;
    private final AtomicBoolean isClosing = new AtomicBoolean();
    private final Stall writing = new Stall();
    private final Stall flowControl = new Stall();
    private @Nullable ChannelHandlerContext context;
    private Protocol protocol = Protocol.UNKNOWN;
    private boolean isInactive;
    /** The bytes of a head or frame that is incomplete. */
    private long partial;
    /** The time at which it began; 0 until it is still incomplete after a read. */
    private long partialSince;

    private long requestMemory;
    private long written;
    private long flowControlled;
    private long flowControlledWritten;
    private BooleanSupplier isWaitingForClient = () -> false;

    private int openRequests;
    private long idleSince = System.nanoTime();
    /** The value of {@link #written} at the last update of {@link #usage}. */
    private long writtenBefore;

    private volatile Usage usage = new Usage(0, 0, 0, idleSince);

    /**
     * What a connection uses. Can be a second old.
     *
     * @param openRequests the number of open requests
     * @param unread the size in bytes of answers that the client has not read
     * @param memory the estimated memory in bytes, including {@code unread}
     * @param idleSince the time at which the last request ended, as {@link System#nanoTime()}
     */
    record Usage(int openRequests, long unread, long memory, long idleSince) {}

    private enum Protocol {
        UNKNOWN,
        HTTP_1,
        HTTP_2
    }

    ConnectionGuard(ConnectionLimits limits) {
        this.limits = limits;
    }

    /** Returns what the connection uses, on any thread. */
    Usage usage() {
        return usage;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        this.context = context;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        limits.opened(this);
        super.channelActive(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        isClosing.set(true);
        isInactive = true;
        limits.changed(this, -usage.memory());
        limits.closed(this);
        super.channelInactive(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (isClosing.get()) {
            ReferenceCountUtil.release(message);
            return;
        }
        detectProtocol(context.pipeline());
        if (protocol == Protocol.UNKNOWN
                && message instanceof ByteBuf bytes
                && bytes.readableBytes() > DISTINCT_BYTES) {
            super.channelRead(context, bytes.readRetainedSlice(DISTINCT_BYTES));
            detectProtocol(context.pipeline());
        }
        if (protocol != Protocol.HTTP_2 && message instanceof ByteBuf bytes) {
            incomplete(partial + bytes.readableBytes(), false);
        }
        super.channelRead(context, message);
        publish();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        detectProtocol(context.pipeline());
        if (message instanceof ByteBuf bytes) {
            written += bytes.readableBytes();
        }
        super.write(context, message, promise);
        if (written - writtenBefore > MAX_UNPUBLISHED) {
            publish();
        }
    }

    @Override
    public void flush(ChannelHandlerContext context) throws Exception {
        super.flush(context);
        publish();
    }

    /** Adds the handlers of the protocol once the server has chosen it. */
    private void detectProtocol(ChannelPipeline pipeline) {
        if (protocol != Protocol.UNKNOWN) {
            return;
        }
        ChannelHandlerContext encoder = pipeline.context(HttpResponseEncoder.class);
        Http2ConnectionHandler http2 = pipeline.get(Http2ConnectionHandler.class);
        if (encoder != null) {
            protocol = Protocol.HTTP_1;
            pipeline.addAfter(encoder.name(), null, new Http1Requests(this));
        } else if (http2 != null) {
            protocol = Protocol.HTTP_2;
            isWaitingForClient = Http2Requests.track(pipeline, http2, this);
        }
        if (protocol != Protocol.UNKNOWN) {
            partial = 0;
        }
    }

    /**
     * Reports the received bytes of a head or frame that is incomplete.
     *
     * @param isNew whether another one was completed before it
     */
    void incomplete(long bytes, boolean isNew) {
        if (partial == 0 || isNew) {
            partialSince = 0;
        }
        partial = bytes;
    }

    /** Reports that the received bytes are complete. */
    void complete() {
        partial = 0;
    }

    void opened(long requestMemory) {
        this.requestMemory += requestMemory;
        openRequests++;
    }

    /** Adds memory to an open request. */
    void extended(long requestMemory) {
        this.requestMemory += requestMemory;
    }

    void ended(long requestMemory) {
        this.requestMemory -= requestMemory;
        openRequests--;
        idleSince = System.nanoTime();
    }

    /** Adds bytes that wait for the client to permit them (RFC 9113, section 5.2). */
    void queued(int bytes) {
        flowControlled += bytes;
        if (flowControlled - usage.unread() > MAX_UNPUBLISHED) {
            publish();
        }
    }

    void dequeued(int bytes) {
        flowControlled -= bytes;
        flowControlledWritten += bytes;
    }

    private long outbound() {
        ChannelOutboundBuffer buffer =
                context == null ? null : context.channel().unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    private void publish() {
        if (isInactive) {
            return;
        }
        if (partial > 0 && partialSince == 0) {
            partialSince = System.nanoTime();
        }
        Usage before = usage;
        long unread = outbound() + flowControlled;
        long memory = partial * (protocol == Protocol.HTTP_1 ? PARTIAL_HEAD_FACTOR : 1) + requestMemory + unread;
        writtenBefore = written;
        if (memory != before.memory() || idleSince != before.idleSince()) {
            usage = new Usage(openRequests, unread, memory, idleSince);
            limits.changed(this, memory - before.memory());
        }
    }

    /**
     * Closes the connection if its client has stalled, on any thread.
     *
     * @param maxStall in nanoseconds
     */
    void check(long maxStall) {
        ChannelHandlerContext context = this.context;
        if (usage.memory() > 0 && context != null) {
            context.executor().execute(() -> {
                publish();
                long now = System.nanoTime();
                long outbound = outbound();
                boolean isWaiting = flowControlled > 0 || isWaitingForClient.getAsBoolean();
                boolean isHeadLate = partial > 0 && now - partialSince > maxStall;
                boolean isSocketStuck = writing.isLongerThan(maxStall, outbound > 0, written - outbound, now);
                boolean isWindowStuck = flowControl.isLongerThan(maxStall, isWaiting, flowControlledWritten, now);
                if (isHeadLate || isSocketStuck || isWindowStuck) {
                    close(Reason.STALLED);
                }
            });
        }
    }

    /** Closes the connection without waiting for anything, on any thread. Has no effect if it is being closed. */
    void close(Reason reason) {
        ChannelHandlerContext context = this.context;
        if (context == null || !isClosing.compareAndSet(false, true)) {
            return;
        }
        limits.closing(this, reason);
        // Not the channel's: that would run the HTTP/2 handler, which first waits for its open requests.
        var unused = context.close();
    }

    /** The time for which bytes have been waiting and none has been sent. */
    private static final class Stall {

        private long lastSent;
        private long since;

        boolean isLongerThan(long max, boolean isWaiting, long sent, long now) {
            if (!isWaiting || sent > lastSent || since == 0) {
                lastSent = sent;
                since = now;
                return false;
            }
            return now - since > max;
        }
    }
}
