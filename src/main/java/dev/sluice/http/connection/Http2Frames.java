package dev.sluice.http.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * The frames that a client sends, before they are decoded (RFC 9113, section 4.1). Limits the rate of those that carry neither
 * requests nor bodies.
 */
final class Http2Frames extends ChannelInboundHandlerAdapter {

    private static final int PREFACE_LENGTH = 24;
    private static final int FRAME_HEADER_LENGTH = 9;
    private static final int LENGTH_BYTES = 3;
    private static final int TYPE_BYTE = 3;
    private static final int FLAGS_BYTE = 4;

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;

    /** The maximum number of control frames at a time, and the number that is permitted in addition each second. */
    static final int MAX_CONTROL_FRAMES = 10_000;

    private static final int CONTROL_FRAMES_PER_SECOND = 1_000;
    /** A client that reads an answer widens the windows of the stream and of the connection. */
    private static final int CONTROL_FRAMES_PER_DATA_FRAME = 2;

    private final ConnectionGuard connection;
    private double permitted = MAX_CONTROL_FRAMES;
    private long permittedAt = System.nanoTime();

    /** The remaining bytes of the preface or of a frame's payload. */
    private int remaining = PREFACE_LENGTH;
    /** The received bytes of the frame. */
    private int received;
    /** The received bytes of a frame's header. */
    private int header;

    private int length;
    private int type;
    private int headerBlock;
    private boolean isComplete;

    Http2Frames(ConnectionGuard connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof ByteBuf bytes) {
            isComplete = false;
            scan(bytes);
            connection.incomplete(headerBlock + received, isComplete);
        }
        super.channelRead(context, message);
    }

    private void scan(ByteBuf bytes) {
        int end = bytes.writerIndex();
        int position = bytes.readerIndex();
        while (position < end) {
            if (remaining > 0) {
                int payload = Math.min(remaining, end - position);
                position += payload;
                received += payload;
                remaining -= payload;
            } else {
                headerByte(bytes.getUnsignedByte(position++));
            }
            if (remaining == 0 && (header == 0 || header == FRAME_HEADER_LENGTH)) {
                header = 0;
                received = 0;
                isComplete = true;
            }
        }
    }

    private void headerByte(int value) {
        if (header < LENGTH_BYTES) {
            length = header == 0 ? value : length << Byte.SIZE | value;
        } else if (header == TYPE_BYTE) {
            type = value;
        } else if (header == FLAGS_BYTE && (type == HEADERS || type == CONTINUATION)) {
            headerBlock = (value & END_HEADERS) == 0 ? headerBlock + length : 0;
        }
        received++;
        header++;
        if (header == FRAME_HEADER_LENGTH) {
            remaining = length;
            if (type != DATA && type != HEADERS) {
                controlFrame();
            }
        }
    }

    private void controlFrame() {
        long now = System.nanoTime();
        permit((now - permittedAt) / 1e9 * CONTROL_FRAMES_PER_SECOND);
        permittedAt = now;
        permitted--;
        if (permitted < 0) {
            connection.close(ConnectionGuard.Reason.FRAMES);
        }
    }

    /** Permits the control frames with which the client answers a data frame. */
    void dataWritten() {
        permit(CONTROL_FRAMES_PER_DATA_FRAME);
    }

    private void permit(double frames) {
        permitted = Math.min(permitted + frames, MAX_CONTROL_FRAMES);
    }
}
