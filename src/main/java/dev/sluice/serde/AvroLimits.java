package dev.sluice.serde;

/**
 * Bounds what Avro allocates before it has read it: a corrupt length of five bytes would otherwise ask for all the memory
 * there is. Avro reads its limits once, with the first value that it decodes. Limits that are set already stay.
 */
public final class AvroLimits {

    /** The most items that an array or a map can have. */
    public static final int MOST_ITEMS = 1_000_000;

    /** More than Kafka's largest record, unless somebody raised that a great deal. */
    private static final int MOST_BYTES = 16 * 1024 * 1024;

    private AvroLimits() {}

    static void set() {
        limit("bytes", MOST_BYTES);
        limit("string", MOST_BYTES);
        limit("collectionItems", MOST_ITEMS);
    }

    private static void limit(String what, int limit) {
        String property = "org.apache.avro.limits." + what + ".maxLength";
        if (System.getProperty(property) == null) {
            System.setProperty(property, Integer.toString(limit));
        }
    }
}
