package dev.sluice.json;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** Makes the reader of a schema: once at start, so that nothing is decided twice for an event. */
abstract class ValueReaders {

    /** By full name, so that a record can hold itself. */
    private final Map<String, RecordReader> records = new HashMap<>();

    private final boolean fillsDefaults;

    private ValueReaders(boolean fillsDefaults) {
        this.fillsDefaults = fillsDefaults;
    }

    /** From plain JSON. */
    static RecordReader plain(Schema event) {
        return new Plain().record(event);
    }

    /** From Avro's own JSON encoding (Avro specification 1.12, section "JSON Encoding"). */
    static RecordReader avro(Schema event) {
        return new Avro().record(event);
    }

    abstract ValueReader scalar(Schema schema);

    abstract ValueReader union(Schema schema, List<ValueReader> branches);

    private ValueReader of(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> record(schema);
            case ARRAY -> new ArrayReader(of(schema.getElementType()));
            case MAP -> new MapReader(of(schema.getValueType()));
            case UNION -> union(schema, schema.getTypes().stream().map(this::of).toList());
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

    private static final class Plain extends ValueReaders {

        Plain() {
            super(true);
        }

        @Override
        ValueReader scalar(Schema schema) {
            return Scalars.of(schema);
        }

        @Override
        ValueReader union(Schema schema, List<ValueReader> branches) {
            return new UnionReader(new UnionBranches(schema), branches);
        }
    }

    private static final class Avro extends ValueReaders {

        Avro() {
            super(false);
        }

        @Override
        ValueReader scalar(Schema schema) {
            boolean binary = schema.getType() == Schema.Type.BYTES || schema.getType() == Schema.Type.FIXED;
            ValueReader base = binary ? new Latin1Reader(schema) : Scalars.base(schema);
            ScalarCodec logical = Scalars.logical(schema);
            return logical == null ? base : new CheckedReader(base, logical);
        }

        @Override
        ValueReader union(Schema schema, List<ValueReader> branches) {
            return new TaggedUnionReader(branches, new UnionBranches(schema).names());
        }
    }
}
