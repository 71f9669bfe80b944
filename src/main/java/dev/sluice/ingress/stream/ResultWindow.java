package dev.sluice.ingress.stream;

import dev.sluice.http.BodyBudget;
import dev.sluice.ingress.KeyOrder;
import dev.sluice.ingress.Publisher;
import dev.sluice.ingress.Receipt;
import dev.sluice.ingress.ResultWriter;
import dev.sluice.ingress.ResultWriter.PendingResult;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The pending results of a stream, in the order of its events, whatever order they complete in. Holds the memory of their lines
 * and of the results in the body budget. For one thread at a time, except for the result handlers, which any thread may call.
 */
final class ResultWindow {

    /** One event in so many is measured. */
    private static final int MEASURED_INTERVAL = 100;
    /** The size in bytes of an event in addition to its line: its slot, its value as an object, and its receipt. */
    static final int SLOT_SIZE = 512;

    private final int maxEvents;
    private final long maxBytes;
    private final BodyBudget.Reservation memory;
    private final KeyOrder keyOrder;
    private final ResultWriter writer;
    private final Runnable onResult;
    private final Deque<Slot> slots = new ArrayDeque<>();
    /** The size that is reserved for an incomplete line. */
    private int reserved;

    private long opened;

    /**
     * Creates an empty window.
     *
     * @param maxBytes size of the pending lines and results in bytes at which the window is full
     * @param memory the memory of the stream, which only this window acquires
     * @param keyOrder learns of each failure
     * @param onResult called after each result, on the thread that reports it
     */
    ResultWindow(
            int maxEvents,
            long maxBytes,
            BodyBudget.Reservation memory,
            KeyOrder keyOrder,
            ResultWriter writer,
            Runnable onResult) {
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
        this.memory = memory;
        this.keyOrder = keyOrder;
        this.writer = writer;
        this.onResult = onResult;
    }

    /** The slot of one event, which receives its result. */
    final class Slot implements Publisher.ResultHandler {

        private final boolean isMeasured;
        private byte @Nullable [] key;
        /** The acquired memory. Final once there is a result. */
        private long size;

        private volatile @Nullable PendingResult result;

        private Slot(long size, boolean isMeasured) {
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
            result = new PendingResult.Published(receipt);
            onResult.run();
        }

        @Override
        public void failed(HttpProblem problem) {
            keyOrder.failed(key, problem);
            PendingResult.Refused refused = writer.refused(problem);
            long bytes = (long) refused.json().length() * Character.BYTES;
            memory.acquire(bytes);
            size += bytes;
            result = refused;
            onResult.run();
        }
    }

    boolean isFull() {
        return slots.size() >= maxEvents || memory.size() - reserved >= maxBytes;
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
        if (size > reserved && !memory.tryAcquire(size - reserved)) {
            return false;
        }
        reserved = Math.max(reserved, size);
        return true;
    }

    /**
     * Opens a slot for the result of the next event.
     *
     * @param lineSize the size of the event's line in bytes
     * @return the slot, or null if the budget has no room for the line now
     */
    @Nullable
    Slot open(int lineSize) {
        if (reserved > 0) {
            memory.release(reserved);
            reserved = 0;
        }
        long size = (long) lineSize + SLOT_SIZE;
        if (!memory.tryAcquire(size)) {
            return null;
        }
        Slot slot = new Slot(size, opened++ % MEASURED_INTERVAL == 0);
        slots.add(slot);
        return slot;
    }

    /** Adds the last result, which explains why the stream ends. It belongs to no line and needs no room in the budget. */
    void end(HttpProblem problem) {
        memory.release(reserved);
        reserved = 0;
        Slot slot = new Slot(0, false);
        slots.add(slot);
        slot.failed(problem);
    }

    /** Removes and returns the result of the first event, or returns null if it is not known yet. */
    @Nullable
    PendingResult poll() {
        Slot first = slots.peek();
        PendingResult result = first == null ? null : first.result;
        if (first != null && result != null) {
            slots.remove();
            memory.release(first.size);
        }
        return result;
    }

    /** Discards all slots. Later results are ignored. */
    void clear() {
        slots.clear();
    }
}
