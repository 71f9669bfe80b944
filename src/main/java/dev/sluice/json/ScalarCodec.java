package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.json.PrimitiveCodecs.BooleanCodec;
import dev.sluice.json.PrimitiveCodecs.EnumCodec;
import dev.sluice.json.PrimitiveCodecs.FloatingPointCodec;
import dev.sluice.json.PrimitiveCodecs.NullCodec;
import dev.sluice.json.PrimitiveCodecs.StringCodec;
import dev.sluice.json.PrimitiveCodecs.WholeNumberCodec;
import java.io.IOException;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** A reader and writer of values that are a single token in JSON. Subclasses convert values and describe the valid ones. */
abstract class ScalarCodec implements ValueReader, ValueWriter {

    /**
     * Returns the codec of a schema. A logical type that is unknown or invalid for its schema is ignored (Avro specification
     * 1.12, section "Logical Types").
     *
     * @param schema any schema except a record, an array, a map or a union
     */
    static ScalarCodec of(Schema schema) {
        ScalarCodec logical = ofLogicalType(schema);
        return logical == null ? ofBaseType(schema) : logical;
    }

    /** Returns the codec of a schema's logical type; null if the schema has none. */
    static @Nullable ScalarCodec ofLogicalType(Schema schema) {
        // Avro's parser only returns logical types that are valid.
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

    /** Returns the codec of a schema's base type, ignoring its logical type. */
    static ScalarCodec ofBaseType(Schema schema) {
        return switch (schema.getType()) {
            case RECORD, UNION, ARRAY, MAP -> throw new IllegalArgumentException(schema.getType() + " is not a scalar");
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

    /** Returns the name of a type as its schema spells it: the name of its logical type if it has one. */
    static String nameOf(Schema schema) {
        return ofLogicalType(schema) == null ? schema.getName() : schema.getProp(LogicalType.LOGICAL_TYPE_PROP);
    }

    @Override
    public final void read(JsonParser parser, AvroBuffer out, ValidationErrors errors) throws IOException {
        String error = accepts(parser.currentToken()) ? encode(parser, out) : expected();
        if (error != null) {
            errors.add(parser, error);
            parser.skipChildren();
        }
    }

    /**
     * Writes the Avro encoding of the current token, whose kind is accepted.
     *
     * @return the validation error, or null if the value is valid
     */
    abstract @Nullable String encode(JsonParser parser, AvroBuffer out) throws IOException;

    /** Returns the description of the valid values, as the end of a sentence: "must be …". */
    abstract String expected();
}
