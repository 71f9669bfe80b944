package dev.sluice.example.orders.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;

/**
 * A closed loop of HTTP/1.1 requests from one thread: each connection sends its next request when it has the response
 * to the one before. It parses as little as possible, to leave most of the machine to the service.
 */
final class HttpLoad {

    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(US_ASCII);
    private static final byte[] CONTENT_LENGTH = "content-length: ".getBytes(US_ASCII);

    private final URI target;
    private final String path;
    private final int connections;
    private final int expectedStatus;
    private final IntFunction<byte[]> bodies;
    private final Histogram micros = new Histogram(60_000_000L, 3);
    private long deadline;
    private long responses;
    private int sequence;

    /** @param bodies the n-th request body */
    HttpLoad(URI target, int connections, int expectedStatus, IntFunction<byte[]> bodies) {
        this.target = target;
        this.path =
                target.getRawQuery() == null ? target.getRawPath() : target.getRawPath() + "?" + target.getRawQuery();
        this.connections = connections;
        this.expectedStatus = expectedStatus;
        this.bodies = bodies;
    }

    /**
     * A measurement.
     *
     * @param micros latency of the responses in microseconds
     */
    record Result(long responses, double seconds, Histogram micros) {}

    Result run(Duration length) throws IOException {
        micros.reset();
        responses = 0;
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < connections; i++) {
                SocketChannel channel = SocketChannel.open(new InetSocketAddress(target.getHost(), target.getPort()));
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.register(selector, SelectionKey.OP_READ, new Connection(channel));
            }
            long start = System.nanoTime();
            deadline = start + length.toNanos();
            for (SelectionKey key : selector.keys()) {
                ((Connection) key.attachment()).send();
            }
            while (System.nanoTime() < deadline) {
                selector.select(key -> ((Connection) key.attachment()).receive(), 100);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            return new Result(responses, seconds, micros.copy());
        }
    }

    private byte[] request() {
        byte[] body = bodies.apply(sequence++);
        byte[] head = ("POST " + path + " HTTP/1.1\r\nHost: sluice\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + body.length + "\r\n\r\n")
                .getBytes(US_ASCII);
        return ByteBuffer.allocate(head.length + body.length)
                .put(head)
                .put(body)
                .array();
    }

    private final class Connection {

        private final SocketChannel channel;
        private final ByteBuffer in = ByteBuffer.allocate(512 * 1024);
        private long sentAt;

        Connection(SocketChannel channel) {
            this.channel = channel;
        }

        void send() throws IOException {
            ByteBuffer out = ByteBuffer.wrap(request());
            sentAt = System.nanoTime();
            while (out.hasRemaining()) {
                channel.write(out);
            }
        }

        void receive() {
            try {
                if (channel.read(in) < 0) {
                    throw new IOException("the service closed a connection");
                }
                int head = indexOf(END_OF_HEAD, in.position());
                if (head >= 0 && in.position() >= head + END_OF_HEAD.length + contentLength(head)) {
                    complete();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void complete() throws IOException {
            int status = (in.get(9) - '0') * 100 + (in.get(10) - '0') * 10 + in.get(11) - '0';
            if (status != expectedStatus) {
                throw new IOException("unexpected status " + status);
            }
            micros.recordValue((System.nanoTime() - sentAt) / 1000);
            responses++;
            in.clear();
            if (System.nanoTime() < deadline) {
                send();
            }
        }

        private int contentLength(int head) {
            int index = indexOf(CONTENT_LENGTH, head) + CONTENT_LENGTH.length;
            int length = 0;
            for (byte digit = in.get(index); digit >= '0' && digit <= '9'; digit = in.get(++index)) {
                length = length * 10 + digit - '0';
            }
            return length;
        }

        private int indexOf(byte[] wanted, int end) {
            byte[] bytes = in.array();
            for (int i = 0; i + wanted.length <= end; i++) {
                if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                    return i;
                }
            }
            return -1;
        }
    }
}
