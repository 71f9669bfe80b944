package dev.sluice.processing;

import io.smallrye.mutiny.subscription.Cancellable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A call of a channel method with one event. The method runs on any thread; the handler thread waits for its result, or abandons
 * the call. Thread-safe.
 */
final class MethodCall {

    /** The states of a call. A call that waits for a thread is {@code NEW}. */
    private enum State {
        NEW,
        RUNNING,
        DONE
    }

    private final CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
    private State state = State.NEW;
    private boolean abandoned;
    private @Nullable Thread runner;
    private @Nullable Cancellable pending;

    /** Marks the calling thread as the one that runs the method. Returns false if the method must not run any more. */
    synchronized boolean enter() {
        state = abandoned ? State.DONE : State.RUNNING;
        runner = abandoned ? null : Thread.currentThread();
        return !abandoned;
    }

    /** Marks the end of the method's execution on its thread. */
    synchronized void exit() {
        runner = null;
        state = State.DONE;
    }

    /** Sets what cancels the asynchronous result of the method. */
    synchronized void onAbandon(Cancellable cancellation) {
        if (abandoned) {
            cancellation.cancel();
        } else {
            pending = cancellation;
        }
    }

    /** Abandons the call: interrupts its thread, cancels its result, and prevents that it starts later. */
    synchronized void abandon() {
        abandoned = true;
        if (runner != null) {
            runner.interrupt();
        }
        if (pending != null) {
            pending.cancel();
        }
    }

    /** Returns whether the method has begun to run. */
    synchronized boolean hasStarted() {
        return state != State.NEW;
    }

    /** Returns whether the method still occupies a thread, or waits for one. */
    synchronized boolean isHanging() {
        return state != State.DONE;
    }

    /** Reports the method's result. */
    void complete(@Nullable Object value) {
        result.complete(value);
    }

    /** Reports the method's failure. */
    void fail(Throwable failure) {
        result.completeExceptionally(
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure);
    }

    /**
     * Waits for the result.
     *
     * @throws ExecutionException if the method failed, with its failure as the cause
     */
    @Nullable
    Object await() throws ExecutionException, InterruptedException {
        return result.get();
    }
}
