package dev.sluice.http.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import io.quarkus.runtime.configuration.MemorySize;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/** Requests of connections on two event loops, which share the limits, through Netty's codec alone and with the guards. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(2)
public class GuardedRequests {

    private static final byte[] BODY = new byte[150];
    private static final byte[] HEAD = ("POST /events/any.type HTTP/1.1\r\nHost: localhost:8080\r\nAccept: */*\r\n"
                    + "Content-Type: application/json\r\nUser-Agent: benchmark\r\nContent-Length: " + BODY.length
                    + "\r\n\r\n")
            .getBytes(US_ASCII);
    private static final byte[] STREAM_HEAD =
            "POST /events HTTP/1.1\r\nHost: h\r\nContent-Length: 4611686018427387904\r\n\r\n".getBytes(US_ASCII);
    private static final byte[] CHUNK = new byte[64 * 1024];

    /** The limits of the server. */
    @State(Scope.Benchmark)
    public static class Server {

        private final ConnectionLimits limits = new ConnectionLimits(new Config(), new SimpleMeterRegistry());
    }

    private record Config() implements ConnectionConfig {

        @Override
        public int max() {
            return 10_000;
        }

        @Override
        public Optional<MemorySize> maxMemory() {
            return Optional.empty();
        }

        @Override
        public Duration maxStall() {
            return Duration.ofSeconds(30);
        }

        @Override
        public boolean clearTextHttp2() {
            return false;
        }
    }

    /** A connection of each thread. */
    @State(Scope.Thread)
    public static class Connection {

        @Param({"false", "true"})
        private boolean guarded;

        private EmbeddedChannel requests;
        private EmbeddedChannel stream;

        @Setup
        public void open(Server server) {
            requests = open(server.limits);
            stream = open(server.limits);
            receive(stream, STREAM_HEAD);
        }

        private EmbeddedChannel open(ConnectionLimits limits) {
            EmbeddedChannel channel = new EmbeddedChannel();
            if (guarded) {
                channel.pipeline().addLast(new ReadGate(limits), new ConnectionGuard(limits));
            }
            channel.pipeline().addLast(new HttpRequestDecoder(), new HttpResponseEncoder());
            return channel;
        }

        private static void receive(EmbeddedChannel channel, byte[]... parts) {
            ByteBuf bytes = Unpooled.wrappedBuffer(parts);
            channel.writeInbound(bytes);
            release(channel);
        }

        private static void release(EmbeddedChannel channel) {
            for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
                ReferenceCountUtil.release(message);
            }
            for (Object message = channel.readOutbound(); message != null; message = channel.readOutbound()) {
                ReferenceCountUtil.release(message);
            }
        }
    }

    /** A request and its answer. */
    @Benchmark
    public void request(Connection connection) {
        Connection.receive(connection.requests, HEAD, BODY);
        connection.requests.writeOutbound(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CREATED));
        Connection.release(connection.requests);
    }

    /** 64 KB of a request body. */
    @Benchmark
    public void chunk(Connection connection) {
        Connection.receive(connection.stream, CHUNK);
    }
}
