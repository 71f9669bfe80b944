package dev.sluice.example.orders.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.example.orders.chaos.PublishAttempt.Outcome;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Publishes events to one replica. Thread-safe. */
final class ReplicaClient {

    /** Longer than the service waits for Kafka, so that the service reports an unknown outcome before the client times out. */
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    /** Keeps an unresponsive replica from blocking all customers. */
    private static final int MAX_IN_FLIGHT = 200;

    /** The time without requests after a refused connection, as with a load balancer. */
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final URI replica;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile long refusedAt = System.nanoTime() - RETRY_NANOS;

    ReplicaClient(HttpClient http, URI replica) {
        this.http = http;
        this.replica = replica;
    }

    /** Returns whether a load balancer would send the replica another request now. */
    boolean isAvailable() {
        return inFlight.get() < MAX_IN_FLIGHT && System.nanoTime() - refusedAt >= RETRY_NANOS;
    }

    CompletableFuture<Outcome> publish(String type, String json) {
        inFlight.incrementAndGet();
        return http.sendAsync(
                        HttpRequest.newBuilder(replica.resolve("/events/" + type))
                                .timeout(TIMEOUT)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(json))
                                .build(),
                        BodyHandlers.ofString())
                .handle((response, failure) -> {
                    inFlight.decrementAndGet();
                    return failure == null ? outcome(response) : outcome(failure);
                });
    }

    private static Outcome outcome(HttpResponse<String> response) {
        return switch (response.statusCode()) {
            case 201 -> acknowledged(response.body());
            case 429, 503 -> new Outcome.Refused();
            case 504 -> new Outcome.Unknown();
            default -> new Outcome.Unexpected(response.statusCode() + " " + response.body());
        };
    }

    private static Outcome acknowledged(String body) {
        try {
            JsonNode receipt = JSON.readTree(body);
            return new Outcome.Acknowledged(
                    receipt.get("id").asText(),
                    receipt.get("partition").asInt(),
                    receipt.get("offset").asLong());
        } catch (JsonProcessingException | NullPointerException e) {
            return new Outcome.Unexpected("201 " + body);
        }
    }

    /** Without a connection the event was not written; after any other failure it may have been. */
    private Outcome outcome(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof ConnectException) {
            refusedAt = System.nanoTime();
            return new Outcome.Refused();
        }
        return new Outcome.Unknown();
    }
}
