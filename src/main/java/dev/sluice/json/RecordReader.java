package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A record, from a JSON object. The fields are written as they come; only if that is not the schema's order, or if some
 * are absent, is what was written put in order at the end.
 */
final class RecordReader implements ValueReader {

    private final String[] names;
    /** The names again, for the parser to compare bytes with. */
    private final SerializedString[] encodedNames;

    private final Map<String, Integer> positions = new HashMap<>();
    /** What stands for an absent field; null if it must not be absent. */
    private final byte[][] defaults;

    private ValueReader[] readers = {};

    /** @param fillsDefaults whether fields can be absent, or have a former name */
    RecordReader(Schema schema, boolean fillsDefaults) {
        List<Schema.Field> fields = schema.getFields();
        names = fields.stream().map(Schema.Field::name).toArray(String[]::new);
        encodedNames = Arrays.stream(names).map(SerializedString::new).toArray(SerializedString[]::new);
        defaults = new byte[names.length][];
        for (Schema.Field field : fields) {
            positions.put(field.name(), field.pos());
            defaults[field.pos()] = fillsDefaults ? FieldDefaults.encoded(field) : null;
        }
        if (fillsDefaults) {
            for (Schema.Field field : fields) {
                field.aliases().forEach(alias -> positions.putIfAbsent(alias, field.pos()));
            }
        }
    }

    /** Sets the readers of the fields, which may lead back to this one. */
    void complete(List<ValueReader> fields) {
        readers = fields.toArray(ValueReader[]::new);
    }

    @Override
    public void read(JsonParser parser, AvroBuffer out, ValidationErrors faults) throws IOException {
        readFields(parser, out, faults, -1);
    }

    /**
     * Reads the record.
     *
     * @param wanted the position of a field of type string, or -1
     * @return the UTF-8 of that field; null if there is none
     */
    byte @Nullable [] readFields(JsonParser parser, AvroBuffer out, ValidationErrors faults, int wanted)
            throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            faults.add(parser, "must be an object");
            parser.skipChildren();
            return null;
        }
        return readMembers(nextName(parser, 0), parser, out, faults, wanted);
    }

    /** Reads the rest of the record, of which the parser stands on the first name. */
    void readMembers(@Nullable String first, JsonParser parser, AvroBuffer out, ValidationErrors faults)
            throws IOException {
        readMembers(first, parser, out, faults, -1);
    }

    private byte @Nullable [] readMembers(
            @Nullable String first, JsonParser parser, AvroBuffer out, ValidationErrors faults, int wanted)
            throws IOException {
        int inOrder = 0;
        int wantedStart = -1;
        OutOfOrderFields scattered = null;
        for (String name = first; name != null; name = nextName(parser, inOrder)) {
            int position = inOrder;
            if (scattered == null && inOrder < names.length && names[inOrder].equals(name)) {
                inOrder++;
            } else {
                position = positions.getOrDefault(name, -1);
                if (position < inOrder || (scattered != null && scattered.has(position))) {
                    faults.add(parser, position < 0 ? "is no field of this event" : "is given more than once");
                    parser.nextToken();
                    parser.skipChildren();
                    continue;
                }
                scattered = scattered == null ? new OutOfOrderFields(names, defaults, inOrder, out.size()) : scattered;
                scattered.start(position, out.size());
            }
            if (position == wanted) {
                wantedStart = out.size();
            }
            parser.nextToken();
            readers[position].read(parser, out, faults);
            if (scattered != null) {
                scattered.end(position, out.size());
            }
        }
        if (scattered == null && inOrder < names.length) {
            scattered = new OutOfOrderFields(names, defaults, inOrder, out.size());
        }
        if (scattered != null) {
            scattered.reportAbsent(parser, faults);
        }
        if (!faults.none()) {
            return null;
        }
        byte[] string = wanted < 0 ? null : wantedStart < 0 ? defaultString(wanted) : out.string(wantedStart);
        if (scattered != null) {
            scattered.arrange(out);
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

    /** Whether there are fields with these names, and no others that must not be absent. */
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
}
