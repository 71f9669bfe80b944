package dev.sluice.serde;

import java.nio.ByteBuffer;

/** Confluent's wire format: a zero byte, the schema id as a big-endian int, and the value in Avro's binary encoding. */
public final class WireFormat {

    /** The number of bytes before Avro's encoding. */
    public static final int HEADER_SIZE = 5;

    private static final byte MAGIC = 0;

    private WireFormat() {}

    /** Writes the header to the first {@link #HEADER_SIZE} bytes of a value. */
    public static void writeHeader(byte[] value, int schemaId) {
        ByteBuffer.wrap(value).put(MAGIC).putInt(schemaId);
    }

    /**
     * Returns the id of the schema that a value was written with.
     *
     * @throws UndecodableException if the value has no valid header
     */
    public static int schemaId(byte[] value) {
        if (value.length < HEADER_SIZE) {
            throw new UndecodableException(
                    "the value has " + value.length + " bytes, fewer than the " + HEADER_SIZE + " of the header");
        }
        if (value[0] != MAGIC) {
            throw new UndecodableException("the value starts with byte %#04x instead of 0x00".formatted(value[0]));
        }
        return ByteBuffer.wrap(value, 1, 4).getInt();
    }
}
