package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * A reader of records from JSON objects. Writes fields in the order of the input, and reorders them at the end if that is not
 * the schema's order or fields are absent.
 */
final class RecordReader implements ValueReader {

    private final String[] names;
    /** The names in UTF-8, which the parser compares with the input. */
    private final SerializedString[] encodedNames;

    private final Map<String, Integer> positions = new HashMap<>();
    /** The encoded defaults of absent fields; null for a required field. */
    private final byte[][] defaults;

    private ValueReader[] readers = {};

    /** @param fillsDefaults whether fields can be absent or have a former name */
    RecordReader(Schema schema, boolean fillsDefaults) {
        List<Schema.Field> fields = schema.getFields();
        names = fields.stream().map(Schema.Field::name).toArray(String[]::new);
        encodedNames = Arrays.stream(names).map(SerializedString::new).toArray(SerializedString[]::new);
        defaults = new byte[names.length][];
        for (Schema.Field field : fields) {
            positions.put(field.name(), field.pos());
            defaults[field.pos()] = fillsDefaults ? encodedDefault(field) : null;
        }
        if (fillsDefaults) {
            for (Schema.Field field : fields) {
                field.aliases().forEach(alias -> positions.putIfAbsent(alias, field.pos()));
            }
        }
    }

    /** Sets the readers of the fields, which can include this one. */
    void complete(List<ValueReader> fields) {
        readers = fields.toArray(ValueReader[]::new);
    }

    /** Returns the encoded value of an absent field: its default, or null if it is nullable. Returns null if it is required. */
    static byte @Nullable [] encodedDefault(Schema.Field field) {
        if (!field.hasDefaultValue() && !field.schema().isNullable()) {
            return null;
        }
        Object value = field.hasDefaultValue() ? GenericData.get().getDefaultValue(field) : null;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            new GenericDatumWriter<@Nullable Object>(field.schema()).write(value, encoder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public void read(JsonParser parser, AvroBuffer out, ValidationErrors errors) throws IOException {
        readFields(parser, out, errors, -1);
    }

    /**
     * Reads the record.
     *
     * @param wanted the position of a field of type string, or -1
     * @return the value of that field in UTF-8; null if no field is wanted or there are errors
     */
    byte @Nullable [] readFields(JsonParser parser, AvroBuffer out, ValidationErrors errors, int wanted)
            throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            errors.add(parser, "must be an object");
            parser.skipChildren();
            return null;
        }
        return readMembers(nextName(parser, 0), parser, out, errors, wanted);
    }

    /** Reads the rest of a record whose first name is the parser's current token. */
    void readMembers(@Nullable String first, JsonParser parser, AvroBuffer out, ValidationErrors errors)
            throws IOException {
        readMembers(first, parser, out, errors, -1);
    }

    private byte @Nullable [] readMembers(
            @Nullable String first, JsonParser parser, AvroBuffer out, ValidationErrors errors, int wanted)
            throws IOException {
        int inOrder = 0;
        int wantedStart = -1;
        OutOfOrderFields outOfOrder = null;
        for (String name = first; name != null; name = nextName(parser, inOrder)) {
            int position = inOrder;
            if (outOfOrder == null && inOrder < names.length && names[inOrder].equals(name)) {
                inOrder++;
            } else {
                position = positions.getOrDefault(name, -1);
                if (position < inOrder || (outOfOrder != null && outOfOrder.has(position))) {
                    errors.add(parser, position < 0 ? "is not a field of this event" : "is given more than once");
                    parser.nextToken();
                    parser.skipChildren();
                    continue;
                }
                outOfOrder =
                        outOfOrder == null ? new OutOfOrderFields(names, defaults, inOrder, out.size()) : outOfOrder;
                outOfOrder.start(position, out.size());
            }
            if (position == wanted) {
                wantedStart = out.size();
            }
            parser.nextToken();
            readers[position].read(parser, out, errors);
            if (outOfOrder != null) {
                outOfOrder.end(position, out.size());
            }
        }
        if (outOfOrder == null && inOrder < names.length) {
            outOfOrder = new OutOfOrderFields(names, defaults, inOrder, out.size());
        }
        if (outOfOrder != null) {
            outOfOrder.reportMissing(parser, errors);
        }
        if (!errors.isEmpty()) {
            return null;
        }
        byte[] string = wanted < 0 ? null : wantedStart < 0 ? defaultString(wanted) : out.string(wantedStart);
        if (outOfOrder != null) {
            outOfOrder.reorder(out);
        }
        return string;
    }

    private @Nullable String nextName(JsonParser parser, int expected) throws IOException {
        if (expected == names.length) {
            return parser.nextFieldName();
        }
        return parser.nextFieldName(encodedNames[expected])
                ? names[expected]
                : parser.currentToken() == JsonToken.FIELD_NAME ? parser.currentName() : null;
    }

    private byte[] defaultString(int position) {
        return AvroBuffer.string(defaults[position], 0);
    }

    /** Returns whether all members are fields of this record, and no required field is missing. */
    boolean canHave(Set<String> members) {
        BitSet present = new BitSet(names.length);
        for (String member : members) {
            int position = positions.getOrDefault(member, -1);
            if (position < 0) {
                return false;
            }
            present.set(position);
        }
        for (int i = 0; i < names.length; i++) {
            if (defaults[i] == null && !present.get(i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean accepts(JsonToken first) {
        return first == JsonToken.START_OBJECT;
    }

    /** The fields of one record, starting with the first one that is absent or out of the schema's order. */
    private static final class OutOfOrderFields {

        private final String[] names;
        private final byte[][] defaults;
        private final int first;
        private final int start;
        private final int[] starts;
        private final int[] ends;

        /**
         * Creates the state of a record that has read its fields in order so far.
         *
         * @param first position of the first field that is missing so far
         * @param start offset in the buffer at which that field belongs
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

        void start(int position, int offset) {
            starts[position] = offset;
        }

        void end(int position, int offset) {
            ends[position] = offset;
        }

        /** Adds an error for each required field that is missing. */
        void reportMissing(JsonParser parser, ValidationErrors errors) {
            for (int i = first; i < names.length; i++) {
                if (starts[i] < 0 && defaults[i] == null) {
                    errors.addField(parser, names[i], "is required");
                }
            }
        }

        /** Reorders the fields to the schema's order, and fills in defaults. */
        void reorder(AvroBuffer out) {
            out.reorder(start, first, starts, ends, defaults);
        }
    }
}
