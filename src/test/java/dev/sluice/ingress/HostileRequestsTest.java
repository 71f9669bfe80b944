package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Domain;
import dev.sluice.testing.RawHttp;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Malformed and extreme requests. Set {@code -Dhostile.requests=100000} for a longer run, and {@code -Dhostile.seed=…} to repeat
 * a run.
 */
@QuarkusTest
public class HostileRequestsTest {

    private final SluiceApi sluice = new SluiceApi();

    private static final int REQUESTS = Integer.getInteger("hostile.requests", 3_000);
    private static final long SEED = Long.getLong("hostile.seed", System.nanoTime());
    private static final int CLIENTS = 32;

    @TestHTTPResource
    URI service;

    /** Returns the domain of the application under test. */
    protected Domain domain() {
        return Domain.PARCELS;
    }

    @Test
    void answersHostileRequestsWithProblems() throws InterruptedException {
        // Given
        Map<Integer, Long> seedByStatus = new ConcurrentHashMap<>();
        Map<Integer, AtomicLong> countByStatus = new ConcurrentHashMap<>();
        Map<Long, RawHttp.Response> undocumented = new ConcurrentHashMap<>();
        AtomicLong seeds = new AtomicLong(SEED);
        var clients = Executors.newFixedThreadPool(CLIENTS);

        // When
        for (int i = 0; i < REQUESTS; i++) {
            clients.execute(() -> {
                long seed = seeds.getAndIncrement();
                var response = RawHttp.send(service, new HostileRequest(domain(), seed).bytes(), true);
                response.filter(error -> error.status() >= 400 && !error.isProblem())
                        .ifPresent(error -> undocumented.put(seed, error));
                int status = response.map(RawHttp.Response::status).orElse(0);
                seedByStatus.putIfAbsent(status, seed);
                countByStatus.computeIfAbsent(status, key -> new AtomicLong()).incrementAndGet();
            });
        }
        clients.shutdown();
        assertThat(clients.awaitTermination(1, TimeUnit.HOURS)).isTrue();

        // Then
        System.out.println("Seed " + SEED + ", responses by status (0: none): " + new TreeMap<>(countByStatus));
        assertThat(seedByStatus).as("a seed by status").doesNotContainKeys(500, 502);
        assertThat(undocumented)
                .as("errors without a problem document, by seed")
                .isEmpty();
        sluice.publish(domain().type("created"), domain().created("parcel-1", "after-hostile-requests"))
                .statusCode(201);
    }
}
