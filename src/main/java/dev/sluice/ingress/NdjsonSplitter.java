package dev.sluice.ingress;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Takes lines out of chunks of bytes, as they come, at the memory of one chunk and one line. Lines end with a line feed, and
 * the last one need not; a carriage return before it is white space to JSON. For one thread at a time.
 */
final class NdjsonSplitter {

    private static final int LARGE = 64 * 1024;

    private final long limit;
    private byte[] chunk = {};
    private int position;
    /** The start of a line whose end has not come yet. */
    private ByteArrayOutputStream begun = new ByteArrayOutputStream();

    private boolean tooLong;
    private boolean ended;

    /** @param limit the most bytes of a line */
    NdjsonSplitter(long limit) {
        this.limit = limit;
    }

    /**
     * A line, without its line feed; of one that is too long, no bytes.
     *
     * @param bytes what it is a part of, not to be changed
     * @param from the index of its first byte
     * @param to the index after its last one
     */
    record Line(byte[] bytes, int from, int to, boolean isTooLong) {

        private static final Line TOO_LONG = new Line(new byte[0], 0, 0, true);

        int size() {
            return to - from;
        }

        boolean isBlank() {
            return !isTooLong && isBlankFrom(from);
        }

        /** Whether nothing but white space is left from an index on. */
        boolean isBlankFrom(int index) {
            for (int i = index; i < to; i++) {
                if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
                    return false;
                }
            }
            return true;
        }
    }

    /** Gives it the next chunk, which it keeps, as do its lines; all lines of the one before must have been taken. */
    void feed(byte[] next) {
        chunk = next;
        position = 0;
    }

    /** The bytes of a line whose end has not come yet. */
    int begun() {
        return begun.size();
    }

    /** Nothing follows: what has come of a line is one. */
    void end() {
        ended = true;
    }

    /** The next line; null if its end has not come yet, or if there is none. */
    @Nullable
    Line next() {
        int start = position;
        int end = start;
        while (end < chunk.length && chunk[end] != '\n') {
            end++;
        }
        position = Math.min(end + 1, chunk.length);
        boolean isWithinChunk = end < chunk.length && begun.size() == 0 && !tooLong && end - start <= limit;
        if (isWithinChunk) {
            return new Line(chunk, start, end, false);
        }
        keep(start, end);
        boolean isWhole = end < chunk.length || (ended && (begun.size() > 0 || tooLong));
        return isWhole ? take() : null;
    }

    private void keep(int from, int to) {
        tooLong |= begun.size() + (to - from) > limit;
        if (tooLong) {
            begun.reset();
        } else {
            begun.write(chunk, from, to - from);
        }
    }

    private Line take() {
        Line line = tooLong ? Line.TOO_LONG : new Line(begun.toByteArray(), 0, begun.size(), false);
        if (begun.size() > LARGE) {
            begun = new ByteArrayOutputStream();
        } else {
            begun.reset();
        }
        tooLong = false;
        return line;
    }
}
