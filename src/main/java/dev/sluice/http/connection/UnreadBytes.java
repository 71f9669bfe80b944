package dev.sluice.http.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;

/** An HTTP/2 flow controller that reports the bytes for which the client has not opened its window (RFC 9113, section 5.2). */
final class UnreadBytes implements Http2RemoteFlowController {

    private final Http2RemoteFlowController controller;
    private final ConnectionGuard connection;
    private final Runnable onWrite;

    /** @param onWrite called after each frame that the client's window permitted */
    UnreadBytes(Http2RemoteFlowController controller, ConnectionGuard connection, Runnable onWrite) {
        this.controller = controller;
        this.connection = connection;
        this.onWrite = onWrite;
    }

    @Override
    public void addFlowControlled(Http2Stream stream, FlowControlled frame) {
        connection.queued(frame.size());
        controller.addFlowControlled(stream, new Frame(frame));
    }

    /** A frame whose bytes are reported once they are written or dropped. */
    private final class Frame implements FlowControlled {

        private final FlowControlled frame;

        Frame(FlowControlled frame) {
            this.frame = frame;
        }

        @Override
        public int size() {
            return frame.size();
        }

        @Override
        public void error(ChannelHandlerContext context, Throwable cause) {
            connection.dequeued(frame.size());
            frame.error(context, cause);
        }

        @Override
        public void writeComplete() {
            frame.writeComplete();
        }

        @Override
        public void write(ChannelHandlerContext context, int allowedBytes) {
            int before = frame.size();
            frame.write(context, allowedBytes);
            connection.dequeued(before - frame.size());
            onWrite.run();
        }

        @Override
        public boolean merge(ChannelHandlerContext context, FlowControlled next) {
            return frame.merge(context, next instanceof Frame other ? other.frame : next);
        }
    }

    @Override
    public ChannelHandlerContext channelHandlerContext() {
        return controller.channelHandlerContext();
    }

    @Override
    public void channelHandlerContext(ChannelHandlerContext context) throws Http2Exception {
        controller.channelHandlerContext(context);
    }

    @Override
    public boolean hasFlowControlled(Http2Stream stream) {
        return controller.hasFlowControlled(stream);
    }

    @Override
    public void writePendingBytes() throws Http2Exception {
        controller.writePendingBytes();
    }

    @Override
    public void listener(Listener listener) {
        controller.listener(listener);
    }

    @Override
    public boolean isWritable(Http2Stream stream) {
        return controller.isWritable(stream);
    }

    @Override
    public void channelWritabilityChanged() throws Http2Exception {
        controller.channelWritabilityChanged();
    }

    @Override
    public void updateDependencyTree(int childStreamId, int parentStreamId, short weight, boolean exclusive) {
        controller.updateDependencyTree(childStreamId, parentStreamId, weight, exclusive);
    }

    @Override
    public void initialWindowSize(int newWindowSize) throws Http2Exception {
        controller.initialWindowSize(newWindowSize);
    }

    @Override
    public int initialWindowSize() {
        return controller.initialWindowSize();
    }

    @Override
    public int windowSize(Http2Stream stream) {
        return controller.windowSize(stream);
    }

    @Override
    public void incrementWindowSize(Http2Stream stream, int delta) throws Http2Exception {
        controller.incrementWindowSize(stream, delta);
    }
}
