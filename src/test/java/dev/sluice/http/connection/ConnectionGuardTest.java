package dev.sluice.http.connection;

import static dev.sluice.testing.RawHttp2.frame;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.RawHttp2;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConnectionGuardTest {

    private static final byte[] GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(US_ASCII);

    private final ConnectionLimits limits = new ConnectionLimits(new Config(), new SimpleMeterRegistry());
    private final ConnectionGuard guard = new ConnectionGuard(limits);

    private record Config() implements ConnectionConfig {
        @Override
        public int max() {
            return 10;
        }

        @Override
        public Optional<MemorySize> maxMemory() {
            return Optional.of(new MemorySize(BigInteger.valueOf(1 << 30)));
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

    private EmbeddedChannel http1() {
        return new EmbeddedChannel(new ReadGate(limits), guard, new HttpRequestDecoder(), new HttpResponseEncoder());
    }

    private static void send(EmbeddedChannel channel, byte[] bytes) {
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
    }

    private static void answer(EmbeddedChannel channel, HttpResponseStatus status) {
        channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status));
    }

    @Test
    void countsOpenRequests() {
        EmbeddedChannel channel = http1();

        send(channel, GET);
        send(channel, GET);
        answer(channel, HttpResponseStatus.CONTINUE);
        answer(channel, HttpResponseStatus.OK);

        assertThat(guard.usage().openRequests()).isEqualTo(1);
        answer(channel, HttpResponseStatus.OK);
        assertThat(guard.usage().openRequests()).isZero();
        assertThat(guard.usage().memory()).isZero();
    }

    @Test
    void countsHeaders() {
        EmbeddedChannel channel = http1();

        send(channel, ("GET / HTTP/1.1\r\n" + "a:b\r\n".repeat(1000) + "\r\n").getBytes(US_ASCII));

        assertThat(guard.usage().memory()).isGreaterThanOrEqualTo(1000 * Http1Requests.HEADER_MEMORY);
    }

    @Test
    void countsIncompleteHeadUntilItIsComplete() {
        EmbeddedChannel channel = http1();

        send(channel, "GET / HTTP/1.1\r\nHost".getBytes(US_ASCII));

        assertThat(guard.usage().memory()).isEqualTo(20 * ConnectionGuard.PARTIAL_HEAD_FACTOR);
        send(channel, ": h\r\n\r\n".getBytes(US_ASCII));
        answer(channel, HttpResponseStatus.OK);
        assertThat(guard.usage().memory()).isZero();
    }

    @Test
    void closesConnectionWithTooManyOpenRequests() {
        EmbeddedChannel channel = http1();

        for (int i = 0; i <= Http1Requests.MAX_OPEN; i++) {
            assertThat(channel.isOpen()).isTrue();
            send(channel, GET);
        }

        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void closesIdleConnectionForANewOne() {
        EmbeddedChannel idle = http1();
        EmbeddedChannel last = idle;

        for (int i = 0; i < new Config().max(); i++) {
            last = new EmbeddedChannel(new ConnectionGuard(limits));
        }

        assertThat(idle.isOpen()).isFalse();
        assertThat(last.isOpen()).isTrue();
    }

    @Test
    void holdsBytesBackWhileThereIsNoMemory() {
        // Given
        EmbeddedChannel channel = http1();
        ConnectionGuard other = new ConnectionGuard(limits);
        limits.changed(other, 1L << 31);

        // When
        send(channel, GET);

        // Then
        assertThat(guard.usage().openRequests()).isZero();
        assertThat(channel.config().isAutoRead()).isFalse();
        limits.changed(other, -(1L << 31));
        channel.advanceTimeBy(ReadGate.RETRY_MILLIS, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(guard.usage().openRequests()).isEqualTo(1);
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    private EmbeddedChannel frames() {
        EmbeddedChannel channel = new EmbeddedChannel(guard, new Http2Frames(guard));
        send(channel, RawHttp2.PREFACE);
        return channel;
    }

    private static void sendBytewise(EmbeddedChannel channel, byte[] bytes) {
        for (int i = 0; i < bytes.length && channel.isOpen(); i++) {
            send(channel, new byte[] {bytes[i]});
        }
    }

    @Test
    void permitsDataFramesWithoutLimit() {
        EmbeddedChannel channel = frames();
        byte[] data = frame(0, 0, 1, new byte[20]);

        for (int i = 0; i <= Http2Frames.MAX_CONTROL_FRAMES; i++) {
            send(channel, data);
        }

        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void limitsControlFramesOfAnySize() {
        EmbeddedChannel channel = frames();
        byte[] ping = frame(RawHttp2.PING, 0, 0, new byte[8]);
        byte[] settings = frame(RawHttp2.SETTINGS, 0, 0, new byte[0]);

        int sent = 0;
        while (channel.isOpen()) {
            sendBytewise(channel, sent % 2 == 0 ? ping : settings);
            sent++;
        }

        assertThat(sent).isGreaterThanOrEqualTo(Http2Frames.MAX_CONTROL_FRAMES);
    }
}
