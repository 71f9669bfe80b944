package dev.sluice.schema.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * A record, from a JSON object. The fields are written as they come; only if that is not the schema's order, or if some
 * are absent, is what was written put in order at the end.
 */
final class RecordReader implements ValueReader {

    private final String[] names;
    private final Map<String, Integer> positions = new HashMap<>();
    /** What stands for an absent field; null if it must not be absent. */
    private final byte[][] defaults;

    private ValueReader[] readers = {};

    RecordReader(Schema schema) {
        List<Schema.Field> fields = schema.getFields();
        names = fields.stream().map(Schema.Field::name).toArray(String[]::new);
        defaults = new byte[names.length][];
        for (Schema.Field field : fields) {
            positions.put(field.name(), field.pos());
            defaults[field.pos()] = encodedDefault(field);
        }
    }

    /** Sets the readers of the fields, which may lead back to this one. */
    void complete(List<ValueReader> fields) {
        readers = fields.toArray(ValueReader[]::new);
    }

    @Override
    public void read(JsonParser parser, AvroBuffer out, Faults faults) throws IOException {
        readFields(parser, out, faults, -1);
    }

    /**
     * Reads the record.
     *
     * @param wanted the position of a field, or -1
     * @return the encoding of that field; null if there is none
     */
    byte @Nullable [] readFields(JsonParser parser, AvroBuffer out, Faults faults, int wanted) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            faults.add(parser, "must be an object");
            parser.skipChildren();
            return null;
        }
        int start = out.size();
        int[] starts = new int[names.length];
        int[] ends = new int[names.length];
        Arrays.fill(starts, -1);
        int inOrder = 0;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            int position = position(name, inOrder);
            if (position < 0 || starts[position] >= 0) {
                faults.add(parser, position < 0 ? "is no field of this event" : "is given more than once");
                parser.nextToken();
                parser.skipChildren();
                continue;
            }
            parser.nextToken();
            starts[position] = out.size();
            readers[position].read(parser, out, faults);
            ends[position] = out.size();
            if (position == inOrder) {
                inOrder++;
            }
        }
        byte[] encoded = null;
        if (wanted >= 0) {
            encoded = starts[wanted] >= 0 ? out.slice(starts[wanted], ends[wanted]) : defaults[wanted];
        }
        if (inOrder < names.length) {
            reportAbsent(parser, starts, faults);
            if (faults.none()) {
                out.arrange(start, starts, ends, defaults);
            }
        }
        return encoded;
    }

    private int position(String name, int expected) {
        if (expected < names.length && names[expected].equals(name)) {
            return expected;
        }
        return positions.getOrDefault(name, -1);
    }

    private void reportAbsent(JsonParser parser, int[] starts, Faults faults) {
        for (int i = 0; i < names.length; i++) {
            if (starts[i] < 0 && defaults[i] == null) {
                faults.addField(parser, names[i], "is required");
            }
        }
    }

    private static byte @Nullable [] encodedDefault(Schema.Field field) {
        Object value;
        if (field.hasDefaultValue()) {
            value = GenericData.get().getDefaultValue(field);
        } else if (field.schema().isNullable()) {
            value = null;
        } else {
            return null;
        }
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
    public boolean accepts(JsonToken first) {
        return first == JsonToken.START_OBJECT;
    }
}
