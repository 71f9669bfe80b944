package dev.sluice.json;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** Generates the JSON Schemas of types that are a single token in JSON. Patterns mean the same in all regex dialects. */
final class ScalarSchemas {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String BASE64 = "[A-Za-z0-9+/]";
    private static final String DATE = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";
    private static final String MINUTE = "([01][0-9]|2[0-3]):[0-5][0-9]";
    private static final String OFFSET = "([Zz]|[+-]" + MINUTE + ")";
    private static final String UUID = "[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}";
    private static final String NUMBER = "-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,10})?";
    private static final String DURATION = "P(?=[0-9T])([0-9]{1,10}Y)?([0-9]{1,10}M)?([0-9]{1,10}W)?([0-9]{1,10}D)?"
            + "(T(?=[0-9])([0-9]{1,10}H)?([0-9]{1,10}M)?([0-9]{1,10}(\\.[0-9]{1,3}0*)?S)?)?";
    /** Half-way between the largest float and its would-be successor. Numbers from here on round to infinity. */
    private static final BigInteger BEYOND_FLOAT = BigInteger.TWO.pow(128).subtract(BigInteger.TWO.pow(103));

    private ScalarSchemas() {}

    static ObjectNode of(Schema schema) {
        ScalarCodec codec = ScalarCodec.of(schema);
        if (codec instanceof DecimalCodec decimal) {
            return decimal(decimal.precision(), ((LogicalTypes.Decimal) schema.getLogicalType()).getScale());
        }
        if (codec instanceof TimeCodec time) {
            return time(time);
        }
        if (codec instanceof BigDecimalCodec) {
            return either(type("number"), text(NUMBER).put("maxLength", Numbers.MAX_DIGITS));
        }
        if (codec instanceof DurationCodec) {
            return text(DURATION).put("maxLength", DurationCodec.MAX_LENGTH).put("format", "duration");
        }
        if (codec instanceof UuidCodec) {
            return text(UUID).put("format", "uuid");
        }
        return switch (schema.getType()) {
            case BYTES -> base64("(" + BASE64 + "{4})*(" + BASE64 + "{2}(==)?|" + BASE64 + "{3}=?)?");
            case FIXED -> base64(ofSize(schema.getFixedSize()));
            case STRING -> type("string");
            case INT -> integer(Integer.MIN_VALUE, Integer.MAX_VALUE);
            case LONG -> integer(Long.MIN_VALUE, Long.MAX_VALUE);
            case FLOAT ->
                floatingPoint(type("number")
                        .put("exclusiveMinimum", BEYOND_FLOAT.negate())
                        .put("exclusiveMaximum", BEYOND_FLOAT));
            case DOUBLE -> floatingPoint(type("number"));
            case BOOLEAN -> type("boolean");
            case NULL -> type("null");
            default -> throw new IllegalArgumentException("no inline JSON Schema for " + schema.getType());
        };
    }

    private static ObjectNode decimal(int precision, int scale) {
        int before = precision - scale;
        BigDecimal max = new BigDecimal(BigInteger.TEN.pow(precision).subtract(BigInteger.ONE), scale);
        String whole = before == 0 ? "0" : "(0|[1-9][0-9]{0," + (before - 1) + "})";
        String fraction = scale == 0 ? "(\\.0+)?" : "(\\.[0-9]{1," + scale + "}0*)?";
        return either(
                type(scale == 0 ? "integer" : "number")
                        .put("minimum", max.negate())
                        .put("maximum", max),
                text("-?" + whole + fraction).put("maxLength", Numbers.MAX_DIGITS));
    }

    private static ObjectNode time(TimeCodec time) {
        int digits = Long.toString(1_000_000_000 / time.unit()).length() - 1;
        String clock = MINUTE + "(:[0-5][0-9](\\.[0-9]{1," + digits + "}0*)?)?";
        ObjectNode text =
                switch (time.kind()) {
                    case DATE -> text(DATE).put("format", "date");
                    case TIME -> text(clock);
                    case TIMESTAMP -> text(DATE + "[Tt]" + clock + OFFSET).put("format", "date-time");
                    case LOCAL_TIMESTAMP -> text(DATE + "[Tt]" + clock);
                };
        return either(text, integer(time.min(), time.max()));
    }

    private static String ofSize(int size) {
        int characters = size / 3 * 4;
        return switch (size % 3) {
            case 1 -> BASE64 + "{" + (characters + 2) + "}(==)?";
            case 2 -> BASE64 + "{" + (characters + 3) + "}=?";
            default -> BASE64 + "{" + characters + "}";
        };
    }

    private static ObjectNode base64(String pattern) {
        return text(pattern).put("contentEncoding", "base64");
    }

    private static ObjectNode floatingPoint(ObjectNode number) {
        ObjectNode names = JSON.createObjectNode();
        names.putArray("enum").add("NaN").add("Infinity").add("-Infinity");
        return either(number, names);
    }

    private static ObjectNode either(ObjectNode... forms) {
        ObjectNode node = JSON.createObjectNode();
        ArrayNode all = node.putArray("anyOf");
        for (ObjectNode form : forms) {
            all.add(form);
        }
        return node;
    }

    private static ObjectNode integer(long min, long max) {
        return type("integer").put("minimum", min).put("maximum", max);
    }

    private static ObjectNode text(String pattern) {
        return type("string").put("pattern", "^" + pattern + "$");
    }

    static ObjectNode type(String name) {
        return JSON.createObjectNode().put("type", name);
    }
}
