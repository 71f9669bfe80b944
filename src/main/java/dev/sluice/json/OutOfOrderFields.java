package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import java.util.Arrays;

/** The fields of one record from the first on that is not where the schema has it, or is absent. */
final class OutOfOrderFields {

    private final String[] names;
    private final byte[][] defaults;
    private final int first;
    private final int start;
    private final int[] starts;
    private final int[] ends;

    /**
     * @param first the position of the first field that is missing so far
     * @param start where it belongs
     */
    OutOfOrderFields(String[] names, byte[][] defaults, int first, int start) {
        this.names = names;
        this.defaults = defaults;
        this.first = first;
        this.start = start;
        this.starts = new int[names.length];
        this.ends = new int[names.length];
        Arrays.fill(starts, -1);
    }

    boolean has(int position) {
        return position >= 0 && starts[position] >= 0;
    }

    void start(int position, int at) {
        starts[position] = at;
    }

    void end(int position, int at) {
        ends[position] = at;
    }

    /** Names those that are absent and must not be. */
    void reportAbsent(JsonParser parser, ValidationErrors faults) {
        for (int i = first; i < names.length; i++) {
            if (starts[i] < 0 && defaults[i] == null) {
                faults.addField(parser, names[i], "is required");
            }
        }
    }

    /** Puts all in the schema's order. */
    void arrange(AvroBuffer out) {
        out.arrange(start, first, starts, ends, defaults);
    }
}
