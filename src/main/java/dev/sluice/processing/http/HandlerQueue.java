package dev.sluice.processing.http;

import dev.sluice.processing.http.CallOutcome.Failed;
import dev.sluice.processing.http.CallOutcome.Rejected;
import dev.sluice.processing.http.CallOutcome.TimedOut;
import dev.sluice.processing.http.CallOutcome.Unavailable;
import dev.sluice.processing.http.EventCall.HandlerCall;
import dev.sluice.tracing.RecordMdc;
import dev.sluice.tracing.Traces;
import io.opentelemetry.api.trace.Span;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one handler: those that wait, and up to its limit those in progress. They are sent and their responses are read on event
 * loops. Thread-safe; does not block.
 */
final class HandlerQueue {

    private static final Logger LOG = Logger.getLogger(HandlerQueue.class);

    private final HttpHandler handler;
    private final EndpointClient client;
    private final CallPolicy policy;
    private final EndpointRequest.Factory requests;
    private final HandlerMeters meters;
    private final EventCalls.Limits limits;
    private final List<Context> contexts;
    private final Traces traces;
    private final EndpointState state;
    private final Deque<HandlerCall> ready = new ArrayDeque<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicLong memory = new AtomicLong();
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
            List<Context> contexts,
            Traces traces) {
        this.handler = handler;
        this.client = client;
        this.policy = policy;
        this.requests = requests;
        this.meters = meters;
        this.limits = limits;
        this.contexts = contexts;
        this.traces = traces;
        this.state = new EndpointState(limits.newDelays());
        meters.observe(handler, this::inFlight, memory::get, this::isAvailable);
    }

    synchronized int inFlight() {
        return inFlight;
    }

    synchronized boolean isAvailable() {
        return state.isAvailable();
    }

    /** Returns whether an event of a size fits into the memory of this handler. */
    boolean hasRoom(long bytes) {
        return memory.get() + bytes <= handler.maxMemory();
    }

    void addMemory(long bytes) {
        memory.addAndGet(bytes);
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

    /** Sends what can be sent: on the event loop that has just completed a call, or on all in turn. */
    private void drain() {
        for (HandlerCall call = next(); call != null; call = next()) {
            HandlerCall taken = call;
            context().runOnContext(ignored -> send(taken));
        }
    }

    private Context context() {
        Context current = Vertx.currentContext();
        return current != null && current.isEventLoopContext()
                ? current
                : contexts.get(Math.floorMod(turn.getAndIncrement(), contexts.size()));
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
        EndpointClient.Exchange exchange;
        long start = System.nanoTime();
        try {
            exchange = client.send(requests.of(event, handler, span));
        } catch (RuntimeException | Error e) {
            // An error, such as a StackOverflowError, is a failure of this event, too.
            CallOutcome outcome = CallPolicy.decide(e);
            traces.called(span, outcome.error());
            completed(call, outcome, false);
            return;
        }
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
        try {
            return response.succeeded()
                    ? policy.decide(response.result(), event, handler.name())
                    : CallPolicy.decide(response.cause());
        } catch (RuntimeException | Error e) {
            return CallPolicy.decide(e);
        }
    }

    private void completed(HandlerCall call, CallOutcome outcome, boolean answered) {
        CallOutcome last;
        synchronized (this) {
            inFlight--;
            call.exchange = null;
            last = call.isCancelled ? null : decide(call, outcome, answered);
        }
        if (last != null) {
            call.event.owner.completed(call, last);
        }
        drain();
    }

    /** Decides about the next attempt of a call. Returns the outcome if it is the last one. */
    private @Nullable CallOutcome decide(HandlerCall call, CallOutcome outcome, boolean answered) {
        if (outcome instanceof Unavailable unavailable) {
            pause(unavailable.reason(), unavailable.retryAfter());
            retry(call, Duration.ZERO);
            return null;
        }
        if (answered && !(outcome instanceof TimedOut) && state.answered()) {
            LOG.infof("HTTP handler %s is available again", handler.name());
        }
        if (outcome instanceof TimedOut timedOut) {
            if (state.timedOut(call.event.event.id())) {
                return attempted(call, new Failed(timedOut.reason(), "", Duration.ZERO));
            }
            pause(timedOut.reason(), Duration.ZERO);
            retry(call, Duration.ZERO);
            return null;
        }
        return outcome instanceof Failed failed ? attempted(call, failed) : outcome;
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

    private @Nullable CallOutcome attempted(HandlerCall call, Failed failed) {
        call.attempts++;
        log(call, failed.reason());
        if (call.attempts >= limits.maxAttempts()) {
            return new Rejected("every call of HTTP handler " + handler.name() + " failed, the last with "
                    + failed.reason() + failed.detail());
        }
        meters.retried(call.event.event.type().name());
        retry(call, failed.retryAfter());
        return null;
    }

    /** Adds a call again after its next delay. Meanwhile others are called, in case that this event is the cause. */
    private void retry(HandlerCall call, Duration retryAfter) {
        if (call.delays == null) {
            call.delays = limits.newDelays();
        }
        Duration delay = call.delays.next();
        schedule(delay.compareTo(retryAfter) > 0 ? delay : retryAfter, () -> add(call));
    }

    private void schedule(Duration delay, Runnable work) {
        contexts.get(0).owner().setTimer(Math.max(1, delay.toMillis()), timer -> work.run());
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
