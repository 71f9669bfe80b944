package dev.sluice.http.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.function.BooleanSupplier;

/** The open requests of an HTTP/2 connection, which are its streams. */
final class Http2Requests extends Http2ConnectionAdapter {

    /** The estimated memory of a stream without its headers, in bytes. */
    private static final int STREAM_MEMORY = 8192;

    private final ConnectionGuard connection;
    private final Http2Connection streams;
    private final Http2Connection.PropertyKey memoryKey;

    private Http2Requests(Http2Connection streams, ConnectionGuard connection) {
        this.connection = connection;
        this.streams = streams;
        this.memoryKey = streams.newKey();
    }

    /**
     * Reports the requests of a connection that has received none yet.
     *
     * @return whether an open request cannot be answered until the client permits more bytes, for the connection's event loop
     */
    static BooleanSupplier track(ChannelPipeline pipeline, Http2ConnectionHandler handler, ConnectionGuard connection) {
        Http2Frames frames = new Http2Frames(connection);
        pipeline.addBefore(pipeline.context(handler).name(), null, frames);
        Http2Connection streams = handler.connection();
        Http2RemoteFlowController controller = streams.remote().flowController();
        streams.remote().flowController(new UnreadBytes(controller, connection, frames::dataWritten));
        Http2Requests requests = new Http2Requests(streams, connection);
        streams.addListener(requests);
        handler.decoder().frameListener(requests.new Heads(handler.decoder().frameListener()));
        return requests::isBlocked;
    }

    private boolean isBlocked() {
        try {
            return streams.forEachActiveStream(
                            stream -> streams.remote().flowController().isWritable(stream))
                    != null;
        } catch (Http2Exception e) {
            throw new IllegalStateException("thrown by the visitor only", e);
        }
    }

    @Override
    public void onStreamActive(Http2Stream stream) {
        stream.setProperty(memoryKey, (long) STREAM_MEMORY);
        connection.opened(STREAM_MEMORY);
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        Long memory = stream.removeProperty(memoryKey);
        if (memory != null) {
            connection.ended(memory);
        }
    }

    /** Adds the memory of a request's headers. */
    private final class Heads extends Http2FrameListenerDecorator {

        Heads(Http2FrameListener next) {
            super(next);
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext context, int streamId, Http2Headers headers, int padding, boolean endOfStream)
                throws Http2Exception {
            add(streamId, headers);
            super.onHeadersRead(context, streamId, headers, padding, endOfStream);
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext context,
                int streamId,
                Http2Headers headers,
                int streamDependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean endOfStream)
                throws Http2Exception {
            add(streamId, headers);
            super.onHeadersRead(context, streamId, headers, streamDependency, weight, exclusive, padding, endOfStream);
        }

        private void add(int streamId, Http2Headers headers) {
            Http2Stream stream = streams.stream(streamId);
            Long memory = stream == null ? null : stream.getProperty(memoryKey);
            if (stream != null && memory != null) {
                long added = (long) headers.size() * Http1Requests.HEADER_MEMORY;
                stream.setProperty(memoryKey, memory + added);
                connection.extended(added);
            }
        }
    }
}
