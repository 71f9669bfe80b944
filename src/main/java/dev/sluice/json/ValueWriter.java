package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.json.AvroInput.MalformedAvroException;
import dev.sluice.json.PrimitiveCodecs.FloatingPointCodec;
import dev.sluice.json.PrimitiveCodecs.StringCodec;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;

/** A writer of Avro values of one type as plain JSON. Immutable and thread-safe. */
interface ValueWriter {

    /**
     * Reads the value at the input's position, writes it, and leaves the position after the value. With {@link
     * JsonOutput#DISCARD} as output, only validates the value.
     *
     * @throws MalformedAvroException if the end of the value cannot be found, or if the input fails at the first error
     */
    void write(AvroInput in, JsonOutput out) throws IOException;

    /** Creates the writer of a schema. */
    static ValueWriter of(Schema schema) {
        return new Factory().of(schema);
    }

    /** Creates the writer of an event. */
    static RecordWriter ofEvent(Schema event) {
        return new Factory().record(event);
    }

    /** Creates the writers of a schema and its parts. */
    final class Factory {

        /** Writers by full name, since records can be recursive. */
        private final Map<String, RecordWriter> records = new HashMap<>();

        private ValueWriter of(Schema schema) {
            return switch (schema.getType()) {
                case RECORD -> record(schema);
                case ARRAY -> new ArrayWriter(of(schema.getElementType()));
                case MAP -> new MapWriter(of(schema.getValueType()));
                case UNION ->
                    new UnionWriter(
                            new UnionBranches(schema),
                            schema.getTypes().stream().map(this::of).toList());
                default -> ScalarCodec.of(schema);
            };
        }

        private RecordWriter record(Schema schema) {
            RecordWriter known = records.get(schema.getFullName());
            if (known != null) {
                return known;
            }
            RecordWriter writer = new RecordWriter(schema);
            records.put(schema.getFullName(), writer);
            writer.complete(
                    schema.getFields().stream().map(field -> of(field.schema())).toList());
            return writer;
        }
    }

    /** Writes a record as a JSON object with all its fields. */
    final class RecordWriter implements ValueWriter {

        private final String[] names;
        private ValueWriter[] writers = {};

        private RecordWriter(Schema schema) {
            names = schema.getFields().stream().map(Schema.Field::name).toArray(String[]::new);
        }

        /** Sets the writers of the fields, which can include this one. */
        private void complete(List<ValueWriter> fields) {
            writers = fields.toArray(ValueWriter[]::new);
        }

        @Override
        public void write(AvroInput in, JsonOutput out) throws IOException {
            writeFields(in, out, -1);
        }

        /**
         * Writes the record.
         *
         * @param wanted the position of a field, or -1
         * @return the offset at which the encoding of that field starts, or -1
         */
        int writeFields(AvroInput in, JsonOutput out, int wanted) throws IOException {
            int start = -1;
            out.startObject();
            in.enter();
            for (int i = 0; i < names.length; i++) {
                in.atName(names[i]);
                out.name(names[i]);
                if (i == wanted) {
                    start = in.position();
                }
                writers[i].write(in, out);
            }
            in.leave();
            out.endObject();
            return start;
        }
    }

    /** Writes an array. */
    record ArrayWriter(ValueWriter items) implements ValueWriter {

        @Override
        public void write(AvroInput in, JsonOutput out) throws IOException {
            out.startArray();
            in.enter();
            int index = 0;
            for (int count = in.nextBlock(); count > 0; count = in.nextBlock()) {
                for (int i = 0; i < count; i++) {
                    in.atIndex(index++);
                    int start = in.position();
                    items.write(in, out);
                    in.endItem(start);
                }
            }
            in.leave();
            out.endArray();
        }
    }

    /** Writes a map as a JSON object. */
    record MapWriter(ValueWriter values) implements ValueWriter {

        @Override
        public void write(AvroInput in, JsonOutput out) throws IOException {
            out.startObject();
            in.enter();
            Set<String> keys = new HashSet<>();
            for (int count = in.nextBlock(); count > 0; count = in.nextBlock()) {
                for (int i = 0; i < count; i++) {
                    String key = key(in);
                    if (!keys.add(key)) {
                        in.error("is given more than once");
                    }
                    out.name(key);
                    values.write(in, out);
                }
            }
            in.leave();
            out.endObject();
        }

        private static String key(AvroInput in) {
            int length = in.readLength();
            int start = in.skip(length);
            String key = new String(in.bytes(), start, length, UTF_8);
            in.atName(key);
            if (!Utf8.isValid(in.bytes(), start, length)) {
                in.error(StringCodec.INVALID_UTF8);
            }
            return key;
        }
    }

    /** Writes the value of a union, with a tag if a reader would otherwise choose another branch. */
    record UnionWriter(UnionBranches branches, List<ValueWriter> writers) implements ValueWriter {

        @Override
        public void write(AvroInput in, JsonOutput out) throws IOException {
            int branch = in.readIndex(writers.size(), "branch");
            ValueWriter writer = writers.get(branch);
            if (out.isEnabled() && (branches.needsTag(branch) || needsTagAsNotFinite(branch, writer, in))) {
                out.startObject();
                out.name(branches.names().get(branch));
                writer.write(in, out);
                out.endObject();
            } else {
                writer.write(in, out);
            }
        }

        private boolean needsTagAsNotFinite(int branch, ValueWriter writer, AvroInput in) {
            return branches.needsTagIfNotFinite(branch) && !((FloatingPointCodec) writer).isFinite(in);
        }
    }
}
