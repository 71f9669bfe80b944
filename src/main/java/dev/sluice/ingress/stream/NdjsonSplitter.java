package dev.sluice.ingress.stream;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Splits chunks of NDJSON into lines as they arrive, with the memory of one chunk and one line. A line ends with a line feed,
 * which the last line may omit. A carriage return before it stays in the line, where it is white space to JSON. For one thread
 * at a time.
 */
final class NdjsonSplitter {

    /** The maximum size in bytes of a buffer that is reused for the next incomplete line. */
    private static final int MAX_REUSED_SIZE = 64 * 1024;

    private final long maxLineSize;
    private byte[] chunk = {};
    private int position;
    private ByteArrayOutputStream incomplete = new ByteArrayOutputStream();
    private boolean tooLong;
    private boolean ended;

    /** @param maxLineSize maximum size of a line in bytes */
    NdjsonSplitter(long maxLineSize) {
        this.maxLineSize = maxLineSize;
    }

    /**
     * A line without its line feed. A line that is too long has no bytes.
     *
     * @param bytes the array that contains the line; not to be modified
     * @param from the index of the line's first byte
     * @param to the index after the line's last byte
     */
    record Line(byte[] bytes, int from, int to, boolean isTooLong) {

        private static final Line TOO_LONG = new Line(new byte[0], 0, 0, true);

        int size() {
            return to - from;
        }

        boolean isBlank() {
            return !isTooLong && isBlankFrom(from);
        }

        /** Returns whether only white space follows from an index on. */
        boolean isBlankFrom(int index) {
            for (int i = index; i < to; i++) {
                if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Adds a chunk. Call it only after {@link #next} has returned null.
     *
     * @param next the chunk, not copied and not to be modified
     */
    void feed(byte[] next) {
        chunk = next;
        position = 0;
    }

    /** Returns the size in bytes of the line whose end has not arrived yet. */
    int incompleteSize() {
        return incomplete.size();
    }

    /** Marks the end of the stream. An incomplete line becomes the last line. */
    void end() {
        ended = true;
    }

    /** Returns the next line, or null if no complete line is left. */
    @Nullable
    Line next() {
        int start = position;
        int end = start;
        while (end < chunk.length && chunk[end] != '\n') {
            end++;
        }
        position = Math.min(end + 1, chunk.length);
        boolean isWithinChunk = end < chunk.length && incomplete.size() == 0 && !tooLong && end - start <= maxLineSize;
        if (isWithinChunk) {
            return new Line(chunk, start, end, false);
        }
        append(start, end);
        boolean isComplete = end < chunk.length || (ended && (incomplete.size() > 0 || tooLong));
        return isComplete ? complete() : null;
    }

    private void append(int from, int to) {
        tooLong |= incomplete.size() + (to - from) > maxLineSize;
        if (tooLong) {
            incomplete.reset();
        } else {
            incomplete.write(chunk, from, to - from);
        }
    }

    private Line complete() {
        Line line = tooLong ? Line.TOO_LONG : new Line(incomplete.toByteArray(), 0, incomplete.size(), false);
        if (incomplete.size() > MAX_REUSED_SIZE) {
            incomplete = new ByteArrayOutputStream();
        } else {
            incomplete.reset();
        }
        tooLong = false;
        return line;
    }
}
