package dev.sluice.ingress.stream;

import dev.sluice.http.BodyBudget;
import dev.sluice.ingress.EventResult;
import dev.sluice.ingress.KeyOrder;
import dev.sluice.ingress.Publisher;
import dev.sluice.ingress.Receipt;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The pending results of a stream, in the order of its events, whatever order they complete in. Holds the memory of their lines
 * in the body budget. For one thread at a time, except for the result handlers, which any thread may call.
 */
final class ResultWindow {

    /** One event in so many is measured. */
    private static final int MEASURED_INTERVAL = 100;

    private final int maxEvents;
    private final long maxBytes;
    private final BodyBudget budget;
    private final KeyOrder keyOrder;
    private final Runnable onResult;
    private final Deque<Slot> slots = new ArrayDeque<>();
    /** The size of the lines of all slots. */
    private long bytes;
    /** The size that is reserved for an incomplete line. */
    private int reserved;

    private long opened;

    /**
     * Creates an empty window.
     *
     * @param maxBytes size of the pending lines in bytes at which the window is full; a result can be as large as its line,
     *     since a problem can quote names from it
     * @param keyOrder learns of each failure
     * @param onResult called after each result, on the thread that reports it
     */
    ResultWindow(int maxEvents, long maxBytes, BodyBudget budget, KeyOrder keyOrder, Runnable onResult) {
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
        this.budget = budget;
        this.keyOrder = keyOrder;
        this.onResult = onResult;
    }

    /** The slot of one event, which receives its result. */
    final class Slot implements Publisher.ResultHandler {

        private final int size;
        private final boolean isMeasured;
        private byte @Nullable [] key;
        private volatile @Nullable EventResult result;

        private Slot(int size, boolean isMeasured) {
            this.size = size;
            this.isMeasured = isMeasured;
        }

        /** Sets the key of the event, before its result can arrive. */
        void setKey(byte @Nullable [] key) {
            this.key = key;
        }

        @Override
        public boolean isMeasured() {
            return isMeasured;
        }

        @Override
        public void published(Receipt receipt) {
            result = EventResult.of(receipt);
            onResult.run();
        }

        @Override
        public void failed(HttpProblem problem) {
            keyOrder.failed(key, problem);
            result = EventResult.of(problem);
            onResult.run();
        }
    }

    boolean isFull() {
        return slots.size() >= maxEvents || bytes >= maxBytes;
    }

    boolean isEmpty() {
        return slots.isEmpty();
    }

    /**
     * Reserves memory for an incomplete line. The next slot releases it.
     *
     * @param size the size of the line so far in bytes
     * @return whether the budget had room; if not, do not read more of the line now
     */
    boolean reserve(int size) {
        if (size > reserved && !budget.tryAcquire(size - reserved)) {
            return false;
        }
        reserved = Math.max(reserved, size);
        return true;
    }

    /**
     * Opens a slot for the result of the next event.
     *
     * @param size the size of the event's line in bytes
     * @return the slot, or null if the budget has no room for the line now
     */
    @Nullable
    Slot open(int size) {
        budget.release(reserved);
        reserved = 0;
        if (!budget.tryAcquire(size)) {
            return null;
        }
        Slot slot = new Slot(size, opened++ % MEASURED_INTERVAL == 0);
        slots.add(slot);
        bytes += size;
        return slot;
    }

    /** Adds the last result, which explains why the stream ends. It belongs to no line and needs no room in the budget. */
    void end(HttpProblem problem) {
        budget.release(reserved);
        reserved = 0;
        Slot slot = new Slot(0, false);
        slots.add(slot);
        slot.failed(problem);
    }

    /** Removes and returns the result of the first event, or returns null if it is not known yet. */
    @Nullable
    EventResult poll() {
        Slot first = slots.peek();
        EventResult result = first == null ? null : first.result;
        if (first != null && result != null) {
            slots.remove();
            bytes -= first.size;
            budget.release(first.size);
        }
        return result;
    }

    /** Discards all slots and releases their memory. Later results are ignored. */
    void clear() {
        budget.release(bytes + reserved);
        bytes = 0;
        reserved = 0;
        slots.clear();
    }
}
