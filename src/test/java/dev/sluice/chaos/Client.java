package dev.sluice.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.chaos.Event.Answer;
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

/** Publishes at one replica, and tells what it answers. Safe for any thread. */
final class Client {

    /** Longer than the service waits for Kafka: it is to be the one that says that an outcome is unknown. */
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    /** A replica that does not answer is to keep some customers waiting, and not all. */
    private static final int MAX_WAITING = 200;
    /** How long a replica that takes no connection is left alone, as a load balancer does. */
    private static final long AWAY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final URI replica;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile long away = System.nanoTime() - AWAY_NANOS;

    Client(HttpClient http, URI replica) {
        this.http = http;
        this.replica = replica;
    }

    /** Whether to send it another request now. */
    boolean isAvailable() {
        return waiting.get() < MAX_WAITING && System.nanoTime() - away >= AWAY_NANOS;
    }

    CompletableFuture<Answer> publish(String type, String json) {
        waiting.incrementAndGet();
        return http.sendAsync(
                        HttpRequest.newBuilder(replica.resolve("/events/" + type))
                                .timeout(TIMEOUT)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(json))
                                .build(),
                        BodyHandlers.ofString())
                .handle((response, failure) -> {
                    waiting.decrementAndGet();
                    return failure == null ? answer(response) : broken(failure);
                });
    }

    private static Answer answer(HttpResponse<String> response) {
        return switch (response.statusCode()) {
            case 201 -> receipt(response.body());
            case 429, 503 -> new Answer.Refused();
            case 504 -> new Answer.Unknown();
            default -> new Answer.Unexpected(response.statusCode() + " " + response.body());
        };
    }

    private static Answer receipt(String body) {
        try {
            JsonNode receipt = JSON.readTree(body);
            return new Answer.Acknowledged(
                    receipt.get("id").asText(),
                    receipt.get("partition").asInt(),
                    receipt.get("offset").asLong());
        } catch (JsonProcessingException | NullPointerException e) {
            return new Answer.Unexpected("201 " + body);
        }
    }

    /** Without a connection nothing can have been written; all else may have been. */
    private Answer broken(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof ConnectException) {
            away = System.nanoTime();
            return new Answer.Refused();
        }
        return new Answer.Unknown();
    }
}
