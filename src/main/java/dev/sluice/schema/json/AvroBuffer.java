package dev.sluice.schema.json;

import java.util.Arrays;

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

    private void writeLittleEndian(long bits, int count) {
        ensure(count);
        for (int i = 0; i < count; i++) {
            bytes[size++] = (byte) (bits >>> (8 * i));
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
        int utf8Length = utf8Length(text, from, length);
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

    private static int utf8Length(char[] text, int from, int length) {
        int total = 0;
        for (int i = from; i < from + length; i++) {
            char c = text[i];
            if (c < 0x80) {
                total++;
            } else if (c < 0x800) {
                total += 2;
            } else if (!Character.isSurrogate(c)) {
                total += 3;
            } else if (Character.isHighSurrogate(c) && i + 1 < from + length && Character.isLowSurrogate(text[i + 1])) {
                total += 4;
                i++;
            } else {
                return -1;
            }
        }
        return total;
    }

    /**
     * Puts the parts of what was written since {@code start} into another order, and others in between.
     *
     * @param starts where each part begins, or -1 to take the part of {@code others}
     * @param ends where each part ends
     */
    void arrange(int start, int[] starts, int[] ends, byte[][] others) {
        byte[] written = slice(start, size);
        size = start;
        for (int i = 0; i < starts.length; i++) {
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
            int end = size;
            writeLong(count);
            byte[] encodedCount = slice(end, size);
            System.arraycopy(bytes, start, bytes, start + encodedCount.length, end - start);
            System.arraycopy(encodedCount, 0, bytes, start, encodedCount.length);
        }
        writeLong(0);
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
