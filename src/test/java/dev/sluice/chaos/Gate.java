package dev.sluice.chaos;

/** Lets bytes through, or holds them. Safe for any thread. */
final class Gate {

    private boolean open = true;

    synchronized void set(boolean isOpen) {
        open = isOpen;
        notifyAll();
    }

    /** Waits while it is closed. */
    synchronized void pass() throws InterruptedException {
        while (!open) {
            wait();
        }
    }
}
