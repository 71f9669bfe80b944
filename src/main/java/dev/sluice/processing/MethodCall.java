package dev.sluice.processing;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A call of a channel method with one event. The method runs on any thread; the handler thread waits for its result. A message
 * of an {@link EventChannel} carries its call as metadata.
 */
final class MethodCall {

    private final CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
    private String method = "";
    private @Nullable Thread runner;

    /**
     * Marks the calling thread as the one that runs the method.
     *
     * @param name the method's {@linkplain #method() name}
     */
    synchronized void enter(String name) {
        method = name;
        runner = Thread.currentThread();
    }

    /** Returns the name of the called method, {@code <class>.<method>}, which is unique in the application. */
    synchronized String method() {
        return method;
    }

    /** Marks the end of the method. */
    synchronized void exit() {
        runner = null;
    }

    /** Returns whether a thread runs the method. */
    synchronized boolean isRunning() {
        return runner != null;
    }

    /** Interrupts the thread that runs the method, if any. */
    synchronized void interrupt() {
        if (runner != null) {
            runner.interrupt();
        }
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
