package dev.sluice.example.orders.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Random;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;

/** The latency of sequential queries over one connection. */
final class QueryLatency {

    private static final int WARM_UP = 300;
    private static final int QUERIES = 2_000;

    private final URI server;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    QueryLatency(URI server) {
        this.server = server;
    }

    /**
     * Queries random orders.
     *
     * @param orders number of orders in the tables
     * @param path path for the number of an order
     * @return latencies in microseconds
     */
    Histogram measure(int orders, IntFunction<String> path) throws IOException, InterruptedException {
        Random random = new Random(orders);
        Histogram micros = new Histogram(3);
        for (int i = -WARM_UP; i < QUERIES; i++) {
            HttpRequest request = HttpRequest.newBuilder(server.resolve(path.apply(random.nextInt(orders))))
                    .build();
            long start = System.nanoTime();
            HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(request.uri() + " returned status " + response.statusCode());
            }
            if (i >= 0) {
                micros.recordValue((System.nanoTime() - start) / 1_000);
            }
        }
        return micros;
    }
}
