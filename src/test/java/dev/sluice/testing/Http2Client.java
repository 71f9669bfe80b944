package dev.sluice.testing;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.concurrent.CompletableFuture;

/** A client that speaks cleartext HTTP/2 with prior knowledge, which the JDK's client cannot. Requests share a connection. */
public final class Http2Client implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = vertx.createHttpClient(
            new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));

    public record Response(HttpVersion version, int status, String body) {}

    public CompletableFuture<Response> post(URI uri, String contentType, String body) {
        return http.request(new RequestOptions().setMethod(HttpMethod.POST).setAbsoluteURI(uri.toString()))
                .compose(request ->
                        request.putHeader(HttpHeaders.CONTENT_TYPE, contentType).send(Buffer.buffer(body)))
                .compose(response -> response.body()
                        .map(bytes -> new Response(response.version(), response.statusCode(), bytes.toString())))
                .toCompletionStage()
                .toCompletableFuture();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
