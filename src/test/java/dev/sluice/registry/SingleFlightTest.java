package dev.sluice.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SingleFlightTest {

    private final AtomicInteger fetches = new AtomicInteger();

    @Test
    void fetchesOnceForConcurrentCallers() throws Exception {
        // Given
        CountDownLatch allCalled = new CountDownLatch(16);
        SingleFlight<Integer, String> flight = new SingleFlight<>(
                key -> {
                    await(allCalled);
                    return "value " + fetches.incrementAndGet();
                },
                Duration.ofMinutes(1));
        ExecutorService threads = Executors.newFixedThreadPool(16);

        // When
        List<Future<String>> results = IntStream.range(0, 16)
                .mapToObj(i -> threads.submit(() -> {
                    allCalled.countDown();
                    return flight.get(5);
                }))
                .toList();

        // Then
        for (Future<String> result : results) {
            assertThat(result.get()).isEqualTo("value 1");
        }
        threads.shutdown();
    }

    @Test
    void cachesRejection() {
        // Given
        SingleFlight<Integer, String> flight = new SingleFlight<>(
                key -> {
                    fetches.incrementAndGet();
                    throw new SchemaRejectedException("rejected");
                },
                Duration.ofMinutes(1));

        // When
        IntStream.range(0, 3)
                .forEach(i -> assertThatThrownBy(() -> flight.get(1)).isInstanceOf(SchemaRejectedException.class));

        // Then
        assertThat(fetches).hasValue(1);
    }

    @Test
    void retriesAfterFailure() {
        // Given
        SingleFlight<Integer, String> flight = new SingleFlight<>(
                key -> {
                    if (fetches.incrementAndGet() == 1) {
                        throw new SchemaRegistryUnavailableException("unavailable", null, false);
                    }
                    return "available";
                },
                Duration.ofMinutes(1));
        assertThatThrownBy(() -> flight.get(1)).isInstanceOf(SchemaRegistryUnavailableException.class);

        // When
        String value = flight.get(1);

        // Then
        assertThat(value).isEqualTo("available");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
