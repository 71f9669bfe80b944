package dev.sluice.processing.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Metrics of the calls of one handler, by result. All exist from the start. Thread-safe. */
final class HandlerMeters {

    private static final String TAG = "handler";
    /** From a call of a fast endpoint up to the default of the timeout. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(20),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10)
    };

    private final MeterRegistry meters;
    private final String handler;
    private final Consumer<String> retried;
    private final Map<String, Timer> calls;

    /** @param retried counts a failed attempt that is followed by another one, by the name of the event type */
    HandlerMeters(MeterRegistry meters, String handler, Consumer<String> retried) {
        this.meters = meters;
        this.handler = handler;
        this.retried = retried;
        this.calls = Stream.of("succeeded", "rejected", "failed", "timed-out", "unavailable")
                .collect(Collectors.toUnmodifiableMap(Function.identity(), this::timer));
    }

    private Timer timer(String result) {
        return Timer.builder("sluice.handler.call")
                .description("Duration of calls of HTTP handlers")
                .tags(TAG, handler, "result", result)
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
    }

    void observe(HttpHandler limits, IntSupplier inFlight, LongSupplier memory, BooleanSupplier isAvailable) {
        gauge("in.flight.calls", "Calls of HTTP handlers in progress", inFlight::getAsInt);
        gauge("in.flight.limit.calls", "Maximum number of calls in progress", limits::maxConcurrency);
        gauge("bytes", "Bytes of events and results of HTTP handlers in memory", memory::getAsLong);
        gauge("limit.bytes", "Maximum size of events and results in memory", limits::maxMemory);
        gauge(
                "available",
                "1 if the endpoint of the HTTP handler is available, otherwise 0",
                () -> isAvailable.getAsBoolean() ? 1 : 0);
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder("sluice.handler." + name, value)
                .description(description)
                .tag(TAG, handler)
                .register(meters);
    }

    void called(CallOutcome outcome, long nanos) {
        Objects.requireNonNull(calls.get(outcome.result())).record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Counts a failed attempt that is followed by another one, with those of methods. */
    void retried(String type) {
        retried.accept(type);
    }
}
