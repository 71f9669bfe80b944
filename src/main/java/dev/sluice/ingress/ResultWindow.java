package dev.sluice.ingress;

import dev.sluice.http.BodyBudget;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The results of the events of a stream, given out in the order of the events, whatever the order they come in. For one
 * thread at a time, but for the answers, which may come on any.
 */
final class ResultWindow {

    /** Of so many events the time of one is measured. */
    private static final int MEASURED_OF = 100;

    private final int maxEvents;
    private final long maxBytes;
    private final BodyBudget memory;
    private final Runnable onResult;
    private final Deque<Slot> slots = new ArrayDeque<>();
    private long bytes;
    private int begun;
    private long opened;

    /**
     * @param maxBytes of the lines whose results are waited for, since a problem can quote names out of its line
     * @param memory where these bytes are taken from
     * @param onResult called after each answer, on the answer's thread
     */
    ResultWindow(int maxEvents, long maxBytes, BodyBudget memory, Runnable onResult) {
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
        this.memory = memory;
        this.onResult = onResult;
    }

    private final class Slot implements Publisher.Answer {

        private final int size;
        private final boolean isMeasured;
        private volatile BatchResults.@Nullable Result result;

        private Slot(int size, boolean isMeasured) {
            this.size = size;
            this.isMeasured = isMeasured;
        }

        @Override
        public boolean isMeasured() {
            return isMeasured;
        }

        @Override
        public void published(Receipt receipt) {
            result = BatchResults.Result.of(receipt);
            onResult.run();
        }

        @Override
        public void failed(HttpProblem problem) {
            result = BatchResults.Result.of(problem);
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
     * Takes memory for a line whose end has not come yet.
     *
     * @return whether there is any; if not, no more of it is to be read now
     */
    boolean begin(int size) {
        if (size > begun && !memory.tryAcquire(size - begun)) {
            return false;
        }
        begun = Math.max(begun, size);
        return true;
    }

    /**
     * Takes the next place.
     *
     * @param size of the line, in bytes
     * @return null if there is no memory for it now
     */
    Publisher.@Nullable Answer open(int size) {
        memory.release(begun);
        begun = 0;
        if (!memory.tryAcquire(size)) {
            return null;
        }
        Slot slot = new Slot(size, opened++ % MEASURED_OF == 0);
        slots.add(slot);
        bytes += size;
        return slot;
    }

    /** The next result, if it has come; null if not. */
    BatchResults.@Nullable Result poll() {
        Slot first = slots.peek();
        BatchResults.Result result = first == null ? null : first.result;
        if (first != null && result != null) {
            slots.remove();
            bytes -= first.size;
            memory.release(first.size);
        }
        return result;
    }

    /** Forgets all: nobody waits for them any more. */
    void clear() {
        memory.release(bytes + begun);
        bytes = 0;
        begun = 0;
        slots.clear();
    }
}
