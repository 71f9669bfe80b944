package dev.sluice.json;

import dev.sluice.serde.AvroDeserializer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over untrusted bytes in Avro's binary encoding (Avro specification 1.12, section "Binary Encoding"). Checks each
 * length against the bytes that remain, and accepts numbers only in their shortest encoding. Tracks the path of the current
 * value, so that each error has a JSON Pointer.
 */
final class AvroInput {

    /** The limit of JSON, since deeper values could not be written as JSON that can be read again. */
    private static final int MAX_DEPTH = EventReader.MAX_DEPTH;

    private final byte[] bytes;
    private final int end;
    private final boolean failFast;
    private final ValidationErrors errors = ValidationErrors.forDocument();
    private int position;

    private int depth;
    private int emptyItems;
    private @Nullable String[] names = new String[8];
    private int[] indexes = new int[8];
    private int[] blockEnds = new int[8];
    private int[] items = new int[8];

    /** Ends the reading of input after an error that hides where the next value starts; {@link #errors()} has the error. */
    static final class MalformedAvroException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private MalformedAvroException() {
            // No stack trace: it is always caught by the method that started reading.
            super(null, null, false, false);
        }
    }

    /** @param failFast whether the first error ends the reading; otherwise only an error that hides the next value does */
    AvroInput(byte[] bytes, int start, int end, boolean failFast) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
        this.failFast = failFast;
    }

    ValidationErrors errors() {
        return errors;
    }

    byte[] bytes() {
        return bytes;
    }

    int position() {
        return position;
    }

    /** Adds an error of the current value. Throws {@link MalformedAvroException} if this input fails fast. */
    void error(String detail) {
        errors.add(pointer(), detail);
        if (failFast) {
            throw new MalformedAvroException();
        }
    }

    /** Adds an error that hides where the next value starts. Returns the exception to throw. */
    MalformedAvroException malformed(String detail) {
        errors.add(pointer(), detail);
        return new MalformedAvroException();
    }

    void requireEnd() {
        if (position != end) {
            throw malformed("is followed by " + (end - position) + " unexpected bytes");
        }
    }

    byte readByte() {
        skip(1);
        return bytes[position - 1];
    }

    /** Reads an int or a long: zigzag, in base 128. */
    long readLong() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = readByte();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                if ((next == 0 && shift > 0) || (shift == 63 && next > 1)) {
                    throw malformed("is a number with too many bytes");
                }
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw malformed("is a number with too many bytes");
    }

    /** Reads the bits of a float or a double, lowest byte first. */
    long readBits(int count) {
        int start = skip(count);
        long bits = 0;
        for (int i = 0; i < count; i++) {
            bits |= (bytes[start + i] & 0xFFL) << (8 * i);
        }
        return bits;
    }

    /** Reads bits as {@link #readBits} does, without moving the position. */
    long peekBits(int count) {
        long bits = readBits(count);
        position -= count;
        return bits;
    }

    /** Reads the index of a symbol or a branch, and checks that it is below {@code count}. */
    int readIndex(int count, String kind) {
        long index = readLong();
        if (index < 0 || index >= count) {
            throw malformed("refers to " + kind + " " + index + ", which the schema does not have");
        }
        return (int) index;
    }

    /** Reads the length of bytes or a string, and checks that as many bytes remain. */
    int readLength() {
        long length = readLong();
        if (length < 0 || length > end - position) {
            throw malformed("has a length of " + length + ", but " + (end - position) + " bytes remain");
        }
        return (int) length;
    }

    /**
     * Skips bytes.
     *
     * @return the offset of the first skipped byte
     */
    int skip(int count) {
        if (count > end - position) {
            throw malformed("ends too early");
        }
        position += count;
        return position - count;
    }

    /** Enters a record, an array or a map. */
    void enter() {
        if (++depth > MAX_DEPTH) {
            throw malformed("is nested deeper than " + MAX_DEPTH + " levels");
        }
        if (depth == names.length) {
            names = Arrays.copyOf(names, depth * 2);
            indexes = Arrays.copyOf(indexes, depth * 2);
            blockEnds = Arrays.copyOf(blockEnds, depth * 2);
            items = Arrays.copyOf(items, depth * 2);
        }
        names[depth] = null;
        indexes[depth] = -1;
        blockEnds[depth] = -1;
        items[depth] = 0;
    }

    void leave() {
        depth--;
    }

    /** Sets the name of the field or map entry that is read next. */
    void atName(String name) {
        names[depth] = name;
    }

    /** Sets the index of the item that is read next. */
    void atIndex(int index) {
        indexes[depth] = index;
    }

    /** Returns the number of items in the next block of the current array or map; 0 at its end. */
    int nextBlock() {
        names[depth] = null;
        indexes[depth] = -1;
        if (blockEnds[depth] >= 0 && blockEnds[depth] != position) {
            throw malformed("has a block whose size differs from the declared one");
        }
        long count = readLong();
        blockEnds[depth] = -1;
        if (count < 0) {
            count = -count;
            blockEnds[depth] = readLength() + position;
        }
        if (count < 0 || count > AvroDeserializer.MAX_ITEMS - items[depth]) {
            throw malformed("has more than " + AvroDeserializer.MAX_ITEMS + " items");
        }
        items[depth] += (int) count;
        return (int) count;
    }

    /** Ends the item that started at a position. Limits the number of items without content in the whole value. */
    void endItem(int start) {
        if (position == start && ++emptyItems > AvroDeserializer.MAX_ITEMS) {
            throw malformed("has more than " + AvroDeserializer.MAX_ITEMS + " items without content");
        }
    }

    private String pointer() {
        StringBuilder pointer = new StringBuilder();
        for (int i = 1; i <= depth && i < names.length; i++) {
            if (names[i] != null) {
                pointer.append('/').append(ValidationError.escape(names[i]));
            } else if (indexes[i] >= 0) {
                pointer.append('/').append(indexes[i]);
            }
        }
        return pointer.toString();
    }
}
