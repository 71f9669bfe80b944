package dev.sluice.processing.http;

import dev.sluice.processing.http.CallOutcome.Failed;
import dev.sluice.processing.http.CallOutcome.Rejected;
import dev.sluice.processing.http.CallOutcome.TimedOut;
import dev.sluice.processing.http.CallOutcome.Unavailable;
import dev.sluice.processing.http.EventCall.HandlerCall;
import dev.sluice.runtime.BackgroundRetry.Backoff;
import dev.sluice.serde.UndecodableException;
import dev.sluice.tracing.RecordMdc;
import dev.sluice.tracing.Traces;
import io.opentelemetry.api.trace.Span;
import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The calls of one handler: those that wait, and up to its limit those in progress. Thread-safe; does not block. */
final class HandlerQueue {

    private static final Logger LOG = Logger.getLogger(HandlerQueue.class);

    private final HttpHandler handler;
    private final EndpointClient client;
    private final CallPolicy policy;
    private final EndpointRequest.Factory requests;
    private final HandlerMeters meters;
    private final EventCalls.Limits limits;
    private final Vertx vertx;
    private final Traces traces;
    private final EndpointState state;
    private final Deque<HandlerCall> ready = new ArrayDeque<>();
    private final AtomicInteger drains = new AtomicInteger();
    private int inFlight;
    private boolean isPaused;
    private boolean isClosed;

    HandlerQueue(
            HttpHandler handler,
            EndpointClient client,
            CallPolicy policy,
            EndpointRequest.Factory requests,
            HandlerMeters meters,
            EventCalls.Limits limits,
            Vertx vertx,
            Traces traces) {
        this.handler = handler;
        this.client = client;
        this.policy = policy;
        this.requests = requests;
        this.meters = meters;
        this.limits = limits;
        this.vertx = vertx;
        this.traces = traces;
        this.state = new EndpointState(limits.newDelays());
        meters.observe(this::inFlight, this::isAvailable);
    }

    HttpHandler handler() {
        return handler;
    }

    synchronized int inFlight() {
        return inFlight;
    }

    synchronized boolean isAvailable() {
        return state.isAvailable();
    }

    /** Adds a call. It begins when the handler has a free one. */
    void add(HandlerCall call) {
        synchronized (this) {
            ready.addLast(call);
        }
        drain();
    }

    /** Cancels a call, whatever its state. */
    void cancel(HandlerCall call) {
        EndpointClient.@Nullable Exchange exchange;
        synchronized (this) {
            call.isCancelled = true;
            exchange = call.exchange;
        }
        if (exchange != null) {
            exchange.cancel();
        }
    }

    /** Removes cancelled calls that wait. */
    synchronized void purge() {
        ready.removeIf(call -> call.isCancelled);
    }

    void close() {
        synchronized (this) {
            isClosed = true;
            ready.clear();
        }
        client.close();
    }

    /** Sends what can be sent. A completed call leads here again, so only one thread at a time sends, without recursion. */
    private void drain() {
        if (drains.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            for (HandlerCall call = next(); call != null; call = next()) {
                send(call);
            }
            seen = drains.addAndGet(-seen);
        } while (seen != 0);
    }

    private synchronized @Nullable HandlerCall next() {
        while (!isPaused && !isClosed && inFlight < (state.isAvailable() ? handler.maxConcurrency() : 1)) {
            HandlerCall call = ready.pollFirst();
            if (call == null) {
                return null;
            }
            if (!call.isCancelled) {
                inFlight++;
                return call;
            }
        }
        return null;
    }

    private void send(HandlerCall call) {
        CalledEvent event = call.event.event;
        Span span = traces.call(event.record(), handler.name());
        EndpointRequest request;
        try {
            request = requests.of(event, handler, span);
        } catch (UndecodableException e) {
            traces.called(span, "undecodable");
            completed(call, new Rejected("the value cannot be decoded: " + e.getMessage()), false);
            return;
        }
        long start = System.nanoTime();
        EndpointClient.Exchange exchange = client.send(request);
        boolean isCancelled;
        synchronized (this) {
            call.exchange = exchange;
            isCancelled = call.isCancelled;
        }
        exchange.response().onComplete(response -> {
            CallOutcome outcome = outcome(response, event);
            traces.called(span, outcome.error());
            meters.called(outcome, System.nanoTime() - start);
            completed(call, outcome, response.succeeded());
        });
        if (isCancelled) {
            exchange.cancel();
        }
    }

    private CallOutcome outcome(AsyncResult<EndpointResponse> response, CalledEvent event) {
        if (response.succeeded()) {
            return policy.decide(response.result(), event, handler.name());
        }
        Throwable failure = response.cause();
        String reason = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return failure instanceof EndpointClient.NotConnectedException
                ? new Unavailable(reason, Duration.ZERO)
                : failure instanceof EndpointClient.TimeoutException
                        ? new TimedOut(reason)
                        : new Failed(reason, Duration.ZERO);
    }

    private void completed(HandlerCall call, CallOutcome outcome, boolean answered) {
        CallOutcome last;
        synchronized (this) {
            inFlight--;
            call.exchange = null;
            last = call.isCancelled ? null : next(call, outcome, answered);
        }
        if (last != null) {
            call.event.owner.completed(call, last);
        }
        drain();
    }

    /** Decides about the next attempt of a call. Returns the outcome if it is the last one. */
    private @Nullable CallOutcome next(HandlerCall call, CallOutcome outcome, boolean answered) {
        if (outcome instanceof Unavailable unavailable) {
            ready.addFirst(call);
            pause(unavailable.reason(), unavailable.retryAfter());
            return null;
        }
        if (answered && !(outcome instanceof TimedOut) && state.answered()) {
            LOG.infof("HTTP handler %s is available again", handler.name());
        }
        if (outcome instanceof TimedOut timedOut) {
            if (state.timedOut(call.event.event.id())) {
                return attempted(call, timedOut.reason(), Duration.ZERO);
            }
            // Another event is next, in case that this one is the cause.
            ready.addLast(call);
            pause(timedOut.reason(), Duration.ZERO);
            return null;
        }
        return outcome instanceof Failed failed ? attempted(call, failed.reason(), failed.retryAfter()) : outcome;
    }

    private void pause(String reason, Duration retryAfter) {
        if (isPaused) {
            return;
        }
        if (state.isAvailable()) {
            LOG.warnf("HTTP handler %s is unavailable, retrying: %s", handler.name(), reason);
        }
        isPaused = true;
        schedule(state.unavailable(retryAfter), () -> {
            synchronized (this) {
                isPaused = false;
            }
            drain();
        });
    }

    private @Nullable CallOutcome attempted(HandlerCall call, String reason, Duration retryAfter) {
        call.attempts++;
        log(call, reason);
        if (call.attempts >= limits.maxAttempts()) {
            return new Rejected("every call of HTTP handler " + handler.name() + " failed, the last with " + reason);
        }
        meters.retried(call.event.event.type());
        if (call.delays == null) {
            call.delays = limits.newDelays();
        }
        Backoff delays = call.delays;
        Duration delay = delays.next();
        schedule(delay.compareTo(retryAfter) > 0 ? delay : retryAfter, () -> add(call));
        return null;
    }

    private void schedule(Duration delay, Runnable work) {
        vertx.setTimer(Math.max(1, delay.toMillis()), timer -> work.run());
    }

    private void log(HandlerCall call, String reason) {
        var record = call.event.event.record();
        try (RecordMdc fields = RecordMdc.of(record)) {
            LOG.warnf(
                    "Attempt %d of %d to call HTTP handler %s with %s-%d@%d failed: %s",
                    call.attempts,
                    limits.maxAttempts(),
                    handler.name(),
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    reason);
        }
    }
}
