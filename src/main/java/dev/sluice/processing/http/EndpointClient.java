package dev.sluice.processing.http;

import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.runtime.config.TlsConfigUtils;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one endpoint, limited in number, and its responses, limited in time and size. Thread-safe; does not block.
 *
 * <p>Vert.x's client: it bounds its connections, uses the event loops that the process has anyway, and takes TLS configurations of
 * Quarkus. The JDK's client has no limit of connections, and its time limit does not include the body (JDK 17).
 */
final class EndpointClient {

    private static final int MAX_CONNECT_MILLIS = 3000;
    /** Shorter than the 5 s after which Node.js closes an idle connection: a request on it would fail. */
    private static final int KEEP_ALIVE_SECONDS = 4;

    private static final int MAX_HEADER_BYTES = 16 * 1024;

    private final Vertx vertx;
    private final HttpHandler handler;
    private final HttpClient client;
    private final RequestOptions options;

    /** @param tls the TLS configuration of the endpoint; empty for the JDK's certificates */
    EndpointClient(Vertx vertx, HttpHandler handler, Optional<TlsConfiguration> tls) {
        this.vertx = vertx;
        this.handler = handler;
        HttpClientOptions clientOptions = new HttpClientOptions()
                .setMaxPoolSize(handler.maxConcurrency())
                .setConnectTimeout(
                        (int) Math.min(MAX_CONNECT_MILLIS, handler.timeout().toMillis()))
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setTracingPolicy(TracingPolicy.IGNORE)
                .setMetricsName("handler-" + handler.name());
        tls.ifPresent(configuration -> TlsConfigUtils.configure(clientOptions, configuration));
        clientOptions.setSsl(handler.isEncrypted());
        this.client = vertx.createHttpClient(clientOptions);
        this.options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(handler.url().getHost())
                .setPort(handler.port())
                .setSsl(handler.isEncrypted())
                .setURI(handler.target())
                .setFollowRedirects(false);
    }

    /** The failure of an endpoint that cannot be reached. The request was not sent. */
    static final class NotConnectedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotConnectedException(Throwable cause) {
            super(cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause, false, false);
        }
    }

    /** The failure of an endpoint that has not responded completely in time. */
    static final class TimeoutException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TimeoutException(String message) {
            super(message, null, false, false);
        }
    }

    /** A request in progress. */
    final class Exchange {

        private final Promise<EndpointResponse> response = Promise.promise();
        private final Buffer body = Buffer.buffer();
        private final long timer;
        private @Nullable HttpClientRequest request;
        private boolean isDone;

        private Exchange() {
            timer = vertx.setTimer(handler.timeout().toMillis(), id -> fail(timeout()));
        }

        private synchronized RuntimeException timeout() {
            String limit = handler.timeout().toMillis() + " ms";
            return request == null
                    ? new NotConnectedException(new TimeoutException("not connected within " + limit))
                    : new TimeoutException("no complete response within " + limit);
        }

        /** Returns the response, or the failure. */
        Future<EndpointResponse> response() {
            return response.future();
        }

        private void send(EndpointRequest content) {
            client.request(options).onComplete(connected -> {
                if (connected.failed()) {
                    fail(new NotConnectedException(connected.cause()));
                } else if (begin(connected.result())) {
                    HttpClientRequest sent = connected.result();
                    sent.headers().addAll(content.headers());
                    sent.send(content.body()).onComplete(answered -> {
                        if (answered.failed()) {
                            fail(answered.cause());
                        } else {
                            read(answered.result());
                        }
                    });
                } else {
                    connected.result().reset();
                }
            });
        }

        private synchronized boolean begin(HttpClientRequest connected) {
            if (!isDone) {
                request = connected;
            }
            return !isDone;
        }

        private void read(HttpClientResponse head) {
            head.exceptionHandler(this::fail);
            head.endHandler(end -> complete(head, true));
            head.handler(chunk -> {
                int room = handler.maxResponse() - body.length();
                if (chunk.length() <= room) {
                    body.appendBuffer(chunk);
                } else {
                    body.appendBuffer(chunk, 0, Math.max(0, room));
                    complete(head, false);
                }
            });
        }

        private void complete(HttpClientResponse head, boolean isComplete) {
            if (end(!isComplete)) {
                response.complete(new EndpointResponse(head.statusCode(), head.headers(), body.getBytes(), isComplete));
            }
        }

        private void fail(Throwable failure) {
            if (end(true)) {
                response.fail(failure);
            }
        }

        /** Abandons the request and closes its connection. */
        void cancel() {
            fail(new TimeoutException("cancelled"));
        }

        private boolean end(boolean reset) {
            HttpClientRequest open;
            synchronized (this) {
                if (isDone) {
                    return false;
                }
                isDone = true;
                open = request;
            }
            vertx.cancelTimer(timer);
            if (reset && open != null) {
                open.reset();
            }
            return true;
        }
    }

    /** Sends a request. */
    Exchange send(EndpointRequest request) {
        Exchange exchange = new Exchange();
        exchange.send(request);
        return exchange;
    }

    /** Closes the connections. Open requests fail. */
    void close() {
        var unused = client.close().toCompletionStage().toCompletableFuture().orTimeout(1, TimeUnit.SECONDS);
    }
}
