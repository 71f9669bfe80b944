package dev.sluice.json;

import dev.sluice.serde.AvroDeserializer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in Avro's binary encoding (Avro specification 1.12, section "Binary Encoding") that nobody vouches for. No length
 * is believed before the bytes are there; numbers must be encoded in the fewest bytes. Knows the place that it stands on,
 * so that a fault has a pointer.
 */
final class AvroInput {

    /** As deep as JSON may be: what is nested deeper could not be written as JSON that is read. */
    static final int MOST_DEPTH = EventReader.MOST_DEPTH;

    private final byte[] bytes;
    private final int end;
    private final boolean endsAtFirstFault;
    private final ValidationErrors faults = ValidationErrors.ofDocument();
    private int position;

    private int depth;
    private int emptyItems;
    private @Nullable String[] names = new String[8];
    private int[] indexes = new int[8];
    private int[] blockEnds = new int[8];
    private int[] items = new int[8];

    /** @param endsAtFirstFault whether what is wrong with one value ends the reading, or only what hides all that follows */
    AvroInput(byte[] bytes, int start, int end, boolean endsAtFirstFault) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
        this.endsAtFirstFault = endsAtFirstFault;
    }

    ValidationErrors faults() {
        return faults;
    }

    byte[] bytes() {
        return bytes;
    }

    int position() {
        return position;
    }

    /** What is wrong with the value at this place. */
    void fault(String detail) {
        faults.add(pointer(), detail);
        if (endsAtFirstFault) {
            throw new MalformedAvroException();
        }
    }

    /** What is wrong, and leaves unknown where the next value starts. */
    MalformedAvroException broken(String detail) {
        faults.add(pointer(), detail);
        return new MalformedAvroException();
    }

    void requireEnd() {
        if (position != end) {
            throw broken("is followed by " + (end - position) + " bytes too many");
        }
    }

    byte readByte() {
        skip(1);
        return bytes[position - 1];
    }

    /** An int or a long: zigzag, in base 128. */
    long readLong() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = readByte();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                if ((next == 0 && shift > 0) || (shift == 63 && next > 1)) {
                    throw broken("is a number in too many bytes");
                }
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw broken("is a number in too many bytes");
    }

    /** The bits of a float or a double, lowest byte first. */
    long readBits(int count) {
        int start = skip(count);
        long bits = 0;
        for (int i = 0; i < count; i++) {
            bits |= (bytes[start + i] & 0xFFL) << (8 * i);
        }
        return bits;
    }

    /** The same, without passing over them. */
    long peekBits(int count) {
        long bits = readBits(count);
        position -= count;
        return bits;
    }

    /** The index of a symbol or a branch: it is below {@code count}. */
    int readIndex(int count, String what) {
        long index = readLong();
        if (index < 0 || index >= count) {
            throw broken("has no " + what + " " + index);
        }
        return (int) index;
    }

    /** The length of bytes or of a string, which are there. */
    int readLength() {
        long length = readLong();
        if (length < 0 || length > end - position) {
            throw broken("has a length of " + length + ", of which " + (end - position) + " bytes are there");
        }
        return (int) length;
    }

    /**
     * Passes over bytes.
     *
     * @return where they start
     */
    int skip(int count) {
        if (count > end - position) {
            throw broken("ends too early");
        }
        position += count;
        return position - count;
    }

    /** Steps into a record, an array or a map. */
    void enter() {
        if (++depth > MOST_DEPTH) {
            throw broken("is nested deeper than " + MOST_DEPTH);
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

    /** The field or the map's entry that is read next. */
    void at(String name) {
        names[depth] = name;
    }

    /** The item that is read next. */
    void at(int index) {
        indexes[depth] = index;
    }

    /** The number of items of the next block of this array or map; 0 at its end. */
    int nextBlock() {
        names[depth] = null;
        indexes[depth] = -1;
        if (blockEnds[depth] >= 0 && blockEnds[depth] != position) {
            throw broken("has a block of another size than it says");
        }
        long count = readLong();
        blockEnds[depth] = -1;
        if (count < 0) {
            count = -count;
            blockEnds[depth] = readLength() + position;
        }
        if (count < 0 || count > AvroDeserializer.MAX_ITEMS - items[depth]) {
            throw broken("has more than " + AvroDeserializer.MAX_ITEMS + " items");
        }
        items[depth] += (int) count;
        return (int) count;
    }

    /** Ends an item, which started at a position: of those that take no bytes there is a limit for the whole value. */
    void endItem(int start) {
        if (position == start && ++emptyItems > AvroDeserializer.MAX_ITEMS) {
            throw broken("has more than " + AvroDeserializer.MAX_ITEMS + " items without content");
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
