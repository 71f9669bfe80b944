package dev.sluice.testing;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;

/** Publishes many events concurrently over HTTP/1.1, without a thread per request. */
public final class AsyncPublisher {

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Waits.LIMIT)
            .build();

    /**
     * Publishes an event.
     *
     * @param headers alternating names and values
     */
    public CompletableFuture<HttpResponse<String>> publish(URI server, String type, String event, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve("/events/" + type))
                .timeout(Waits.LIMIT)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(event));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.sendAsync(request.build(), BodyHandlers.ofString());
    }
}
