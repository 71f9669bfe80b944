package dev.sluice.ingress;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Takes lines out of chunks of bytes, as they come, at the memory of one chunk and one line. Lines end with a line feed, and
 * the last one need not; a carriage return before it is white space to JSON. For one thread at a time.
 */
final class LineReader {

    private static final int LARGE = 64 * 1024;

    private final long limit;
    private byte[] chunk = {};
    private int position;
    /** The start of a line whose end has not come yet. */
    private ByteArrayOutputStream begun = new ByteArrayOutputStream();

    private boolean tooLong;
    private boolean ended;

    /** @param limit the most bytes of a line */
    LineReader(long limit) {
        this.limit = limit;
    }

    /** A line, without its line feed; of one that is too long, no bytes. */
    record Line(byte[] bytes, boolean isTooLong) {

        int size() {
            return bytes.length;
        }

        private static final Line TOO_LONG = new Line(new byte[0], true);

        boolean isBlank() {
            if (isTooLong) {
                return false;
            }
            for (byte b : bytes) {
                if (b != ' ' && b != '\t' && b != '\r') {
                    return false;
                }
            }
            return true;
        }
    }

    /** Gives it the next chunk, which it keeps; all lines of the one before must have been taken. */
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
        int end = position;
        while (end < chunk.length && chunk[end] != '\n') {
            end++;
        }
        keep(position, end);
        position = Math.min(end + 1, chunk.length);
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
        Line line = tooLong ? Line.TOO_LONG : new Line(begun.toByteArray(), false);
        if (begun.size() > LARGE) {
            begun = new ByteArrayOutputStream();
        } else {
            begun.reset();
        }
        tooLong = false;
        return line;
    }
}
