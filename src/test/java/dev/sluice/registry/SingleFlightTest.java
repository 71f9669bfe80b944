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
    void manyThatAskAtOnceCauseOneFetch() throws Exception {
        // Given
        CountDownLatch allAsked = new CountDownLatch(16);
        SingleFlight<Integer, String> flight = new SingleFlight<>(
                key -> {
                    await(allAsked);
                    return "value " + fetches.incrementAndGet();
                },
                Duration.ofMinutes(1));
        ExecutorService threads = Executors.newFixedThreadPool(16);

        // When
        List<Future<String>> answers = IntStream.range(0, 16)
                .mapToObj(i -> threads.submit(() -> {
                    allAsked.countDown();
                    return flight.get(5);
                }))
                .toList();

        // Then
        for (Future<String> answer : answers) {
            assertThat(answer.get()).isEqualTo("value 1");
        }
        threads.shutdown();
    }

    @Test
    void aRefusalIsNotAskedAgainAtOnce() {
        // Given
        SingleFlight<Integer, String> flight = new SingleFlight<>(
                key -> {
                    fetches.incrementAndGet();
                    throw new SchemaRejectedException("no");
                },
                Duration.ofMinutes(1));

        // When
        IntStream.range(0, 3)
                .forEach(i -> assertThatThrownBy(() -> flight.get(1)).isInstanceOf(SchemaRejectedException.class));

        // Then
        assertThat(fetches).hasValue(1);
    }

    @Test
    void aFailureIsAskedAgain() {
        // Given
        SingleFlight<Integer, String> flight = new SingleFlight<>(
                key -> {
                    if (fetches.incrementAndGet() == 1) {
                        throw new SchemaRegistryUnavailableException("away", null);
                    }
                    return "back";
                },
                Duration.ofMinutes(1));
        assertThatThrownBy(() -> flight.get(1)).isInstanceOf(SchemaRegistryUnavailableException.class);

        // When
        String value = flight.get(1);

        // Then
        assertThat(value).isEqualTo("back");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
