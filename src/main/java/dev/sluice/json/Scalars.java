package dev.sluice.json;

import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** The codecs of the types that are one token in JSON. */
final class Scalars {

    private Scalars() {}

    /**
     * The codec of a schema. A logical type that is unknown, or not valid where it stands, is as if it was not there (Avro
     * specification 1.12, section "Logical Types").
     *
     * @param schema of anything but a record, an array, a map or a union
     */
    static ScalarCodec of(Schema schema) {
        ScalarCodec logical = logical(schema);
        return logical == null ? base(schema) : logical;
    }

    /** The codec of a schema's logical type; null if it has none. */
    static @Nullable ScalarCodec logical(Schema schema) {
        // Avro's parser gives only those that are valid.
        LogicalType type = schema.getLogicalType();
        if (type == null) {
            return null;
        }
        if (type instanceof LogicalTypes.Decimal decimal) {
            return new DecimalCodec(schema, decimal);
        }
        return switch (type.getName()) {
            case "big-decimal" -> new BigDecimalCodec();
            case "duration" -> new DurationCodec();
            case "uuid" -> new UuidCodec(schema.getType() == Schema.Type.FIXED);
            default -> TimeCodec.of(type.getName());
        };
    }

    /** The name of a type in the words of its schema: the logical type's, if it has one. */
    static String describe(Schema schema) {
        return logical(schema) == null ? schema.getName() : schema.getProp(LogicalType.LOGICAL_TYPE_PROP);
    }

    /** The codec of a schema as if it had no logical type. */
    static ScalarCodec base(Schema schema) {
        return switch (schema.getType()) {
            case RECORD, UNION, ARRAY, MAP -> throw new IllegalArgumentException(schema.getType() + " is no scalar");
            case ENUM -> new EnumCodec(schema.getEnumSymbols());
            case FIXED -> new BytesCodec(schema.getFixedSize());
            case BYTES -> new BytesCodec(BytesCodec.ANY_SIZE);
            case STRING -> new StringCodec();
            case INT -> new WholeNumberCodec(Integer.MIN_VALUE, Integer.MAX_VALUE);
            case LONG -> new WholeNumberCodec(Long.MIN_VALUE, Long.MAX_VALUE);
            case FLOAT -> new FloatingPointCodec(true);
            case DOUBLE -> new FloatingPointCodec(false);
            case BOOLEAN -> new BooleanCodec();
            case NULL -> new NullCodec();
        };
    }
}
