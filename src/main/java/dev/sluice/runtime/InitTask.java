package dev.sluice.runtime;

/**
 * A part of what the init process does, such as making the topics; a bean. It may run twice, also at the same time in two
 * processes, and finds nothing to do then. It runs before the application starts: observers of the start have done nothing.
 */
public interface InitTask {

    /** What it makes, in a word or two, such as {@code topics}. */
    String name();

    /** Its place among the others: lower ones run first, and one that fails keeps no other from running. */
    int order();

    /**
     * Does it, on the main thread, in bounded time.
     *
     * @throws RuntimeException whose message says to an operator all that is wrong
     */
    void run();
}
