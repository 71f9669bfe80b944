package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.json.PrimitiveCodecs.StringCodec;
import dev.sluice.serde.AvroDeserializer;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;

/** A reader of JSON values of one Avro type. Immutable and thread-safe. */
interface ValueReader {

    /**
     * Reads the value whose first token is the parser's current one, and leaves the parser on the value's last token. If the
     * value is invalid, adds errors; the bytes that were written are then meaningless.
     *
     * @throws IOException if the input is not valid JSON
     */
    void read(JsonParser parser, AvroBuffer out, ValidationErrors errors) throws IOException;

    /** Returns whether a value of this type can start with this token. */
    boolean accepts(JsonToken first);

    /** Creates the reader of an event in plain JSON. */
    static RecordReader forPlainJson(Schema event) {
        return new Factory.Plain().record(event);
    }

    /** Creates the reader of an event in Avro's own JSON encoding (Avro specification 1.12, section "JSON Encoding"). */
    static RecordReader forAvroJson(Schema event) {
        return new Factory.Avro().record(event);
    }

    /** Creates the reader of a field's default: as in Avro's own JSON encoding, but unions without tags. */
    static ValueReader forDefault(Schema field) {
        return new Factory.Default().of(field);
    }

    /** Creates the readers of a schema and its parts. Runs once at startup, so that events need no look-ups. */
    abstract class Factory {

        /** Readers by full name, since records can be recursive. */
        private final Map<String, RecordReader> records = new HashMap<>();

        private final boolean fillsDefaults;

        private Factory(boolean fillsDefaults) {
            this.fillsDefaults = fillsDefaults;
        }

        abstract ValueReader scalar(Schema schema);

        abstract ValueReader union(Schema schema, List<ValueReader> branches);

        ValueReader of(Schema schema) {
            return switch (schema.getType()) {
                case RECORD -> record(schema);
                case ARRAY -> new ArrayReader(of(schema.getElementType()));
                case MAP -> new MapReader(of(schema.getValueType()));
                case UNION ->
                    union(schema, schema.getTypes().stream().map(this::of).toList());
                default -> scalar(schema);
            };
        }

        RecordReader record(Schema schema) {
            RecordReader known = records.get(schema.getFullName());
            if (known != null) {
                return known;
            }
            RecordReader reader = new RecordReader(schema, fillsDefaults);
            records.put(schema.getFullName(), reader);
            List<ValueReader> fields =
                    schema.getFields().stream().map(field -> of(field.schema())).toList();
            reader.complete(fields);
            return reader;
        }

        private static final class Plain extends Factory {

            Plain() {
                super(true);
            }

            @Override
            ValueReader scalar(Schema schema) {
                return ScalarCodec.of(schema);
            }

            @Override
            ValueReader union(Schema schema, List<ValueReader> branches) {
                return new UnionReader(new UnionBranches(schema), branches);
            }
        }

        private static class Avro extends Factory {

            Avro() {
                this(false);
            }

            private Avro(boolean fillsDefaults) {
                super(fillsDefaults);
            }

            @Override
            ValueReader scalar(Schema schema) {
                boolean binary = schema.getType() == Schema.Type.BYTES || schema.getType() == Schema.Type.FIXED;
                ValueReader base = binary ? new BytesCodec.Latin1Reader(schema) : ScalarCodec.ofBaseType(schema);
                ScalarCodec logical = ScalarCodec.ofLogicalType(schema);
                return logical == null ? base : new CheckedReader(base, logical);
            }

            @Override
            ValueReader union(Schema schema, List<ValueReader> branches) {
                return new UnionReader.TaggedUnionReader(branches, new UnionBranches(schema).names());
            }
        }

        private static final class Default extends Avro {

            Default() {
                super(true);
            }

            @Override
            ValueReader union(Schema schema, List<ValueReader> branches) {
                return new InvalidDefault.UnionReader(schema.getTypes(), branches);
            }
        }
    }

    /** Reads an array. */
    record ArrayReader(ValueReader items) implements ValueReader {

        @Override
        public void read(JsonParser parser, AvroBuffer out, ValidationErrors errors) throws IOException {
            if (parser.currentToken() != JsonToken.START_ARRAY) {
                errors.add(parser, "must be an array");
                parser.skipChildren();
                return;
            }
            int start = out.size();
            long count = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.read(parser, out, errors);
                count++;
            }
            if (count > AvroDeserializer.MAX_ITEMS) {
                errors.add(parser, "has more than " + AvroDeserializer.MAX_ITEMS + " items");
            }
            out.endBlock(start, count);
        }

        @Override
        public boolean accepts(JsonToken first) {
            return first == JsonToken.START_ARRAY;
        }
    }

    /** Reads a map from a JSON object. */
    record MapReader(ValueReader values) implements ValueReader {

        @Override
        public void read(JsonParser parser, AvroBuffer out, ValidationErrors errors) throws IOException {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                errors.add(parser, "must be an object");
                parser.skipChildren();
                return;
            }
            int start = out.size();
            Set<String> keys = new HashSet<>();
            for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
                if (!keys.add(key)) {
                    errors.add(parser, "is given more than once");
                }
                if (!out.writeString(key.toCharArray(), 0, key.length())) {
                    errors.add(parser, StringCodec.UNPAIRED_SURROGATE);
                }
                parser.nextToken();
                values.read(parser, out, errors);
            }
            out.endBlock(start, keys.size());
        }

        @Override
        public boolean accepts(JsonToken first) {
            return first == JsonToken.START_OBJECT;
        }
    }

    /** Reads a value in the JSON of its base type, and then validates it against its logical type. */
    record CheckedReader(ValueReader base, ValueWriter logicalType) implements ValueReader {

        @Override
        public void read(JsonParser parser, AvroBuffer out, ValidationErrors errors) throws IOException {
            int start = out.size();
            int before = errors.size();
            base.read(parser, out, errors);
            String error = errors.size() > before ? null : out.validate(start, logicalType);
            if (error != null) {
                errors.add(parser, error);
            }
        }

        @Override
        public boolean accepts(JsonToken first) {
            return base.accepts(first);
        }
    }
}
