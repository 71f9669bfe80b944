package dev.sluice.json;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A growing buffer of Avro's binary encoding (Avro specification 1.12, section "Binary Encoding"). Unlike Avro's own
 * encoders it can reorder what it holds, since the members of a JSON object come in any order.
 */
final class AvroBuffer {

    private byte[] bytes;
    private int size;

    /** @param reserved the number of bytes left free at the start */
    AvroBuffer(int reserved, int capacity) {
        bytes = new byte[reserved + capacity];
        size = reserved;
    }

    int size() {
        return size;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    byte[] slice(int start, int end) {
        return Arrays.copyOfRange(bytes, start, end);
    }

    /** The UTF-8 of a string that is written at a place. */
    byte[] string(int start) {
        return string(bytes, start);
    }

    /** The UTF-8 of a string in an encoding that is right. */
    static byte[] string(byte[] encoded, int start) {
        int length = 0;
        int i = start;
        for (int shift = 0; ; shift += 7) {
            byte next = encoded[i++];
            length |= (next & 0x7F) << shift;
            if (next >= 0) {
                // A length is not negative, so that its zigzag is twice the number.
                return Arrays.copyOfRange(encoded, i, i + (length >>> 1));
            }
        }
    }

    void writeBoolean(boolean value) {
        ensure(1);
        bytes[size++] = (byte) (value ? 1 : 0);
    }

    /** An int or a long: zigzag, then base 128. */
    void writeLong(long value) {
        ensure(10);
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    void writeFloat(float value) {
        writeLittleEndian(Float.floatToIntBits(value), Float.BYTES);
    }

    void writeDouble(double value) {
        writeLittleEndian(Double.doubleToLongBits(value), Double.BYTES);
    }

    void writeLittleEndian(long bits, int count) {
        ensure(count);
        for (int i = 0; i < count; i++) {
            bytes[size++] = (byte) (bits >>> (8 * i));
        }
    }

    /** The lowest bytes of a number, or more of them than it has. */
    void writeBigEndian(long value, int count) {
        ensure(count);
        for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >> Math.min(shift, Long.SIZE - 1));
        }
    }

    void writeFixed(byte[] value) {
        writeFixed(value, 0, value.length);
    }

    private void writeFixed(byte[] value, int from, int length) {
        ensure(length);
        System.arraycopy(value, from, bytes, size, length);
        size += length;
    }

    void writeBytes(byte[] value) {
        writeLong(value.length);
        writeFixed(value);
    }

    /**
     * A string, from UTF-16 to UTF-8.
     *
     * @return false if the text holds half of a surrogate pair, which UTF-8 cannot say; then nothing was written
     */
    boolean writeString(char[] text, int from, int length) {
        int utf8Length = Utf8.length(text, from, length);
        if (utf8Length < 0) {
            return false;
        }
        writeLong(utf8Length);
        ensure(utf8Length);
        for (int i = from; i < from + length; i++) {
            int c = text[i];
            if (c < 0x80) {
                bytes[size++] = (byte) c;
            } else if (c < 0x800) {
                bytes[size++] = (byte) (0xC0 | (c >> 6));
                bytes[size++] = (byte) (0x80 | (c & 0x3F));
            } else if (Character.isSurrogate((char) c)) {
                int codePoint = Character.toCodePoint((char) c, text[++i]);
                bytes[size++] = (byte) (0xF0 | (codePoint >> 18));
                bytes[size++] = (byte) (0x80 | ((codePoint >> 12) & 0x3F));
                bytes[size++] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
                bytes[size++] = (byte) (0x80 | (codePoint & 0x3F));
            } else {
                bytes[size++] = (byte) (0xE0 | (c >> 12));
                bytes[size++] = (byte) (0x80 | ((c >> 6) & 0x3F));
                bytes[size++] = (byte) (0x80 | (c & 0x3F));
            }
        }
        return true;
    }

    /**
     * Puts the parts of what was written since {@code start} into another order, and others in between.
     *
     * @param first the first part to put in place
     * @param starts where each part begins, or -1 to take the part of {@code others}
     * @param ends where each part ends
     */
    void arrange(int start, int first, int[] starts, int[] ends, byte[][] others) {
        byte[] written = slice(start, size);
        size = start;
        for (int i = first; i < starts.length; i++) {
            if (starts[i] < 0) {
                writeFixed(others[i]);
            } else {
                writeFixed(written, starts[i] - start, ends[i] - starts[i]);
            }
        }
    }

    /** Ends the items written since {@code start} as one block (section "Binary Encoding", arrays and maps). */
    void endBlock(int start, long count) {
        if (count > 0) {
            insertLong(start, count);
        }
        writeLong(0);
    }

    /** Puts their length before the bytes written since {@code start}. */
    void insertLength(int start) {
        insertLong(start, size - start);
    }

    private void insertLong(int at, long value) {
        int end = size;
        writeLong(value);
        if (size == end + 1) {
            byte encoded = bytes[end];
            System.arraycopy(bytes, at, bytes, at + 1, end - at);
            bytes[at] = encoded;
        } else {
            byte[] encoded = slice(end, size);
            System.arraycopy(bytes, at, bytes, at + encoded.length, end - at);
            System.arraycopy(encoded, 0, bytes, at, encoded.length);
        }
    }

    /** What is wrong with the one value written since {@code start}; null if nothing is. */
    @Nullable
    String check(int start, ValueWriter type) throws IOException {
        AvroInput in = new AvroInput(bytes, start, size, true);
        try {
            type.write(in, JsonOutput.NOWHERE);
            return null;
        } catch (MalformedAvroException fault) {
            return in.faults().all().get(0).detail();
        }
    }

    /** Forgets all that was written since {@code start}. */
    void truncate(int start) {
        size = start;
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
