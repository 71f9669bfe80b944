package dev.sluice.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;

/** A client that sends frames of HTTP/2 without TLS, valid or not (RFC 9113). Reads nothing by itself. */
public final class RawHttp2 implements AutoCloseable {

    public static final int HEADERS = 1;
    public static final int SETTINGS = 4;
    public static final int PING = 6;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;

    public static final int END_STREAM = 1;
    public static final int END_HEADERS = 4;

    /** The bytes that a client sends first (RFC 9113, section 3.4). */
    public static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);

    private static final int INITIAL_WINDOW_SIZE = 4;

    private final Socket socket;
    private final String host;
    private int lastStream = -1;

    /**
     * Connects.
     *
     * @param window the bytes of each answer that the server may send before the client permits more
     */
    public RawHttp2(URI server, int window) throws IOException {
        this.host = server.getAuthority();
        this.socket = new Socket(server.getHost(), server.getPort());
        socket.setSoTimeout((int) Waits.LIMIT.toMillis());
        send(PREFACE);
        send(
                SETTINGS,
                0,
                0,
                ByteBuffer.allocate(6)
                        .putShort((short) INITIAL_WINDOW_SIZE)
                        .putInt(window)
                        .array());
    }

    /** Returns a frame (RFC 9113, section 4.1). */
    public static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    public void send(int type, int flags, int stream, byte[] payload) throws IOException {
        send(frame(type, flags, stream, payload));
    }

    public void send(byte[] frames) throws IOException {
        socket.getOutputStream().write(frames);
    }

    /** Sends a request without a body on a new stream. */
    public void get(String path) throws IOException {
        lastStream += 2;
        send(HEADERS, END_HEADERS | END_STREAM, lastStream, head(path));
    }

    public byte[] head(String path) {
        return head(path, host);
    }

    /** Returns the header block of a request without a body (RFC 7541, appendix A). */
    public static byte[] head(String path, String host) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(0x82); // :method: GET
        block.write(0x86); // :scheme: http
        literal(block, 4, path); // :path
        literal(block, 1, host); // :authority
        return block.toByteArray();
    }

    private static void literal(ByteArrayOutputStream block, int index, String value) {
        block.write(index);
        block.write(value.length());
        block.writeBytes(value.getBytes(US_ASCII));
    }

    /** Reads and discards what the server sends until it closes the connection. */
    public void awaitClose() throws IOException {
        InputStream in = socket.getInputStream();
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (SocketException reset) {
            // The server closed it while bytes of the client were on their way.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
