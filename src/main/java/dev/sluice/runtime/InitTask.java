package dev.sluice.runtime;

/**
 * A task of the init process, such as the creation of topics. Implementations are beans and idempotent: a task may run
 * several times, also concurrently in two processes. It runs before the application starts, so no startup observer has
 * been called.
 */
public interface InitTask {

    /** Returns the subject of the task for log lines, such as {@code topics}. */
    String name();

    /** Returns the position in the sequence of tasks, lowest first. A failed task does not prevent the later ones. */
    int order();

    /**
     * Runs the task on the main thread, in bounded time.
     *
     * @throws RuntimeException if the task fails; the message explains the complete failure to an operator
     */
    void run();
}
