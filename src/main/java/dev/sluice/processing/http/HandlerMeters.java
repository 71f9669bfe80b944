package dev.sluice.processing.http;

import dev.sluice.event.EventType;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Metrics of the calls of one handler, by result. All exist from the start. Thread-safe. */
final class HandlerMeters {

    private static final String TAG = "handler";

    private final MeterRegistry meters;
    private final String handler;
    private final Map<String, Timer> calls;

    HandlerMeters(MeterRegistry meters, String handler) {
        this.meters = meters;
        this.handler = handler;
        this.calls = Stream.of("succeeded", "rejected", "failed", "timed-out", "unavailable")
                .collect(Collectors.toUnmodifiableMap(Function.identity(), this::timer));
    }

    private Timer timer(String result) {
        return Timer.builder("sluice.handler.calls")
                .description("Duration of calls of HTTP handlers")
                .tags(TAG, handler, "result", result)
                .register(meters);
    }

    void observe(IntSupplier inFlight, BooleanSupplier isAvailable) {
        Gauge.builder("sluice.handler.in.flight.calls", inFlight::getAsInt)
                .description("Calls of HTTP handlers in progress")
                .tag(TAG, handler)
                .register(meters);
        Gauge.builder("sluice.handler.available", () -> isAvailable.getAsBoolean() ? 1 : 0)
                .description("1 unless the endpoint of the HTTP handler is unavailable")
                .tag(TAG, handler)
                .register(meters);
    }

    void called(CallOutcome outcome, long nanos) {
        Objects.requireNonNull(calls.get(outcome.result())).record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Counts a failed attempt that is followed by another one, with those of methods. */
    void retried(EventType type) {
        meters.counter("sluice.events.retried", "type", type.name()).increment();
    }
}
