package dev.sluice.json;

import dev.sluice.json.AvroInput.MalformedAvroException;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A growing buffer of Avro's binary encoding (Avro specification 1.12, section "Binary Encoding"). Unlike Avro's own
 * encoders it can reorder fields that are already written, since the members of a JSON object come in any order.
 */
final class AvroBuffer {

    private byte[] bytes;
    private int size;

    /**
     * Creates an empty buffer.
     *
     * @param reserved number of bytes left free at the start, for a header
     * @param capacity initial capacity in bytes, in addition to the reserved ones
     */
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

    /** Returns the UTF-8 bytes of the string whose encoding starts at an offset of this buffer. */
    byte[] string(int start) {
        return string(bytes, start);
    }

    /** Returns the UTF-8 bytes of an encoded string. The encoding must be valid. */
    static byte[] string(byte[] encoded, int start) {
        int length = 0;
        int i = start;
        for (int shift = 0; ; shift += 7) {
            byte next = encoded[i++];
            length |= (next & 0x7F) << shift;
            if (next >= 0) {
                // A length is not negative, so its zigzag encoding is twice the length.
                return Arrays.copyOfRange(encoded, i, i + (length >>> 1));
            }
        }
    }

    void writeBoolean(boolean value) {
        ensure(1);
        bytes[size++] = (byte) (value ? 1 : 0);
    }

    /** Writes an int or a long: zigzag, then base 128. */
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

    /** Writes a number in two's complement, highest byte first, truncated or sign-extended to a number of bytes. */
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
     * Writes a string, converting UTF-16 to UTF-8.
     *
     * @return false, with nothing written, if the text contains an unpaired surrogate, which UTF-8 cannot represent
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
     * Reorders the fields that were written since {@code start}, and inserts the encoded defaults of absent ones.
     *
     * @param first position of the first field to write
     * @param starts offset at which each field starts, or -1 for a field that takes its default
     * @param ends offset at which each field ends
     */
    void reorder(int start, int first, int[] starts, int[] ends, byte[][] defaults) {
        byte[] written = slice(start, size);
        size = start;
        for (int i = first; i < starts.length; i++) {
            if (starts[i] < 0) {
                writeFixed(defaults[i]);
            } else {
                writeFixed(written, starts[i] - start, ends[i] - starts[i]);
            }
        }
    }

    /** Completes the items written since {@code start} as one block (section "Binary Encoding", arrays and maps). */
    void endBlock(int start, long count) {
        if (count > 0) {
            insertLong(start, count);
        }
        writeLong(0);
    }

    /** Inserts the length of the bytes written since {@code start} before them. */
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

    /** Validates the single value written since {@code start}. Returns the first error, or null if it is valid. */
    @Nullable
    String validate(int start, ValueWriter type) throws IOException {
        AvroInput in = new AvroInput(bytes, start, size, true);
        try {
            type.write(in, JsonOutput.DISCARD);
            return null;
        } catch (MalformedAvroException malformed) {
            return in.errors().toList().get(0).detail();
        }
    }

    /** Discards the bytes written since {@code start}. */
    void truncate(int start) {
        size = start;
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
