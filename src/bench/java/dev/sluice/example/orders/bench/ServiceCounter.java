package dev.sluice.example.orders.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** A counter metric of the service, summed over its labels. */
record ServiceCounter(String metricsUrl, String name) {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    double value() throws IOException, InterruptedException {
        HttpRequest metrics = HttpRequest.newBuilder(URI.create(metricsUrl)).build();
        return HTTP.send(metrics, BodyHandlers.ofLines())
                .body()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
