package dev.sluice.schema.json;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** Makes the reader of a schema: once at start, so that nothing is decided twice for an event. */
final class ValueReaders {

    /** By full name, so that a record can hold itself. */
    private final Map<String, RecordReader> records = new HashMap<>();

    ValueReader of(Schema schema) {
        LogicalType logicalType = schema.getLogicalType();
        if (logicalType instanceof LogicalTypes.Decimal decimal) {
            return new DecimalReader(schema, decimal);
        }
        if (logicalType != null) {
            ValueReader reader = TimeReader.of(logicalType.getName());
            if (reader != null) {
                return reader;
            }
            if (logicalType.getName().equals("uuid")) {
                return new UuidReader(schema.getType() == Schema.Type.FIXED);
            }
        }
        return switch (schema.getType()) {
            case RECORD -> record(schema);
            case UNION ->
                new UnionReader(
                        schema.getTypes().stream().map(this::of).toList(),
                        schema.getTypes().stream()
                                .map(branch -> branch.getLogicalType() == null
                                        ? branch.getName()
                                        : branch.getLogicalType().getName())
                                .toList());
            case ARRAY -> new ArrayReader(of(schema.getElementType()));
            case MAP -> new MapReader(of(schema.getValueType()));
            case ENUM -> new EnumReader(schema.getEnumSymbols());
            case FIXED -> new BytesReader(schema.getFixedSize());
            case BYTES -> new BytesReader(BytesReader.ANY_SIZE);
            case STRING -> new StringReader();
            case INT -> new WholeNumberReader(Integer.MIN_VALUE, Integer.MAX_VALUE);
            case LONG -> new WholeNumberReader(Long.MIN_VALUE, Long.MAX_VALUE);
            case FLOAT -> new FloatingPointReader(true);
            case DOUBLE -> new FloatingPointReader(false);
            case BOOLEAN -> new BooleanReader();
            case NULL -> new NullReader();
        };
    }

    private RecordReader record(Schema schema) {
        RecordReader known = records.get(schema.getFullName());
        if (known != null) {
            return known;
        }
        RecordReader reader = new RecordReader(schema);
        records.put(schema.getFullName(), reader);
        List<ValueReader> fields =
                schema.getFields().stream().map(field -> of(field.schema())).toList();
        reader.complete(fields);
        return reader;
    }
}
