package dev.sluice.processing.http;

import dev.sluice.runtime.BackgroundRetry.Backoff;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The calls of all handlers with one event. Guarded by {@link EventCalls}. */
final class EventCall {

    final CalledEvent event;
    final EventCalls owner;
    final List<HandlerCall> calls = new ArrayList<>(1);
    private volatile CallResult result = EventCalls.PENDING;
    /** The next event with the same key, which waits for this one. */
    @Nullable
    EventCall next;

    boolean isDropped;
    private long size;

    EventCall(CalledEvent event, EventCalls owner) {
        this.event = event;
        this.owner = owner;
    }

    /** Sets the bytes of the event and its results in memory, which count for each of its handlers. */
    void resize(long bytes) {
        long difference = bytes - size;
        size = bytes;
        calls.forEach(call -> call.queue.addMemory(difference));
    }

    /** The calls of one handler with the event. Guarded by its {@link HandlerQueue}, except the outcome. */
    static final class HandlerCall {

        final EventCall event;
        final HandlerQueue queue;
        /** The final outcome: succeeded or rejected. Guarded by {@link EventCalls}. */
        @Nullable
        CallOutcome outcome;

        int attempts;

        @Nullable
        Backoff delays;

        EndpointClient.@Nullable Exchange exchange;
        boolean isCancelled;

        HandlerCall(EventCall event, HandlerQueue queue) {
            this.event = event;
            this.queue = queue;
        }
    }

    /** Safe for any thread. */
    CallResult result() {
        return result;
    }

    /** Safe for any thread. */
    boolean isDone() {
        return result != EventCalls.PENDING;
    }

    /** Records the final outcome of one handler. Returns whether the event is done: all have succeeded, or this one rejects it. */
    boolean completed(HandlerCall call, CallOutcome outcome) {
        if (isDone() || isDropped) {
            return false;
        }
        call.outcome = outcome;
        if (outcome instanceof CallOutcome.Rejected rejected) {
            result = new CallResult.Rejected(event.type(), rejected.reason(), Math.max(1, call.attempts));
            return true;
        }
        List<ResultingEvent> events = new ArrayList<>();
        for (HandlerCall each : calls) {
            if (!(each.outcome instanceof CallOutcome.Succeeded succeeded)) {
                return false;
            }
            events.addAll(succeeded.events());
        }
        result = new CallResult.Succeeded(event.type(), event.cause(), events);
        resize(size + events.stream().mapToLong(ResultingEvent::size).sum());
        return true;
    }
}
