package dev.sluice.json;

import dev.sluice.event.EventType;
import dev.sluice.serde.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/** A generator of random schemas with all Avro types, and of random values for Avro's generic writer. */
final class RandomAvro {

    /** The id of all schemas. */
    static final int SCHEMA_ID = 7;

    private static final List<String> INTS = List.of("", "date", "time-millis");
    private static final List<String> LONGS = List.of(
            "",
            "time-micros",
            "timestamp-millis",
            "timestamp-micros",
            "timestamp-nanos",
            "local-timestamp-millis",
            "local-timestamp-micros",
            "local-timestamp-nanos",
            "made-up");

    private final Random random;
    private final String namespace;
    private final boolean forMethods;
    private final List<Schema> open = new ArrayList<>();
    private int names;

    RandomAvro(long seed) {
        this(seed, "test", false);
    }

    private RandomAvro(long seed, String namespace, boolean forMethods) {
        this.random = new Random(seed);
        this.namespace = namespace;
        this.forMethods = forMethods;
    }

    /** Returns a generator of schemas in a namespace from which classes can be generated. */
    static RandomAvro forMethods(long seed, String namespace) {
        return new RandomAvro(seed, namespace, true);
    }

    /** Returns an event type with a key and some fields. */
    EventType eventType() {
        // Parsed from text, as in an application.
        Schema schema = new Schema.Parser().parse(record(3).toString());
        return new EventType("it.happened", "things", "id", true, schema);
    }

    /** Returns the type of a field. */
    Schema fieldType() {
        open.add(Schema.createRecord("Open", null, namespace, false, List.of()));
        return type(2);
    }

    private Schema record(int depth) {
        Schema schema = Schema.createRecord("Record" + names++, null, namespace, false);
        open.add(schema);
        List<Schema.Field> fields = new ArrayList<>();
        fields.add(new Schema.Field("id", Schema.create(Schema.Type.STRING)));
        for (int i = random.nextInt(5); i > 0; i--) {
            fields.add(new Schema.Field(pick("field", "long", "string", "other", "tag") + i, type(depth - 1)));
        }
        if (random.nextInt(4) == 0) {
            fields.add(new Schema.Field(pick("long", "string", "map"), type(depth - 1)));
        }
        Collections.shuffle(fields, random);
        schema.setFields(fields);
        open.remove(schema);
        return schema;
    }

    private Schema type(int depth) {
        return switch (random.nextInt(depth > 0 ? 14 : 9)) {
            case 10 -> SchemaBuilder.array().items(type(depth - 1));
            case 11 -> SchemaBuilder.map().values(type(depth - 1));
            case 12 -> record(depth);
            case 13, 9 -> union(depth);
            default -> scalar(random.nextInt(9));
        };
    }

    private Schema union(int depth) {
        Map<String, Schema> branches = new LinkedHashMap<>();
        boolean nullable = random.nextBoolean();
        if (nullable) {
            branches.put("null", Schema.create(Schema.Type.NULL));
        }
        if (nullable && random.nextBoolean()) {
            Schema self = open.get(random.nextInt(open.size()));
            branches.put(self.getFullName(), self);
        }
        for (int i = random.nextInt(4) + 1; i > 0; i--) {
            Schema branch = type(depth - 1);
            boolean sharesClass = forMethods
                    && branches.values().stream()
                            .anyMatch(other -> javaClass(other).equals(javaClass(branch)));
            if (branch.getType() != Schema.Type.UNION && !sharesClass) {
                branches.putIfAbsent(branch.getFullName(), branch);
            }
        }
        List<Schema> all = new ArrayList<>(branches.values());
        if (all.isEmpty()) {
            return Schema.create(Schema.Type.NULL);
        }
        Collections.shuffle(all, random);
        return Schema.createUnion(all);
    }

    /** Returns a name of the Java class of a type's values; the name of the type if that is unique in a union. */
    private static String javaClass(Schema type) {
        LogicalType logicalType = type.getLogicalType();
        if (logicalType == null) {
            return type.getFullName();
        }
        return logicalType.getName().startsWith("time-") ? "time" : logicalType.getName();
    }

    private Schema scalar(int kind) {
        return switch (kind) {
            case 0 -> Schema.create(random.nextBoolean() ? Schema.Type.NULL : Schema.Type.BOOLEAN);
            case 1 -> logical("int", INTS.get(random.nextInt(INTS.size())));
            case 2, 3 -> logical("long", LONGS.get(random.nextInt(LONGS.size())));
            case 4 -> Schema.create(random.nextBoolean() ? Schema.Type.FLOAT : Schema.Type.DOUBLE);
            case 5 -> logical("string", pick("", "", "uuid"));
            case 6 -> Schema.createEnum("Enum" + names++, null, namespace, List.of("A", "B", "NaN"));
            case 7 -> {
                Schema bytes = Schema.create(Schema.Type.BYTES);
                yield switch (random.nextInt(3)) {
                    case 0 -> bytes;
                    case 1 -> LogicalTypes.bigDecimal().addToSchema(bytes);
                    default -> decimal(bytes, 1 + random.nextInt(40));
                };
            }
            default ->
                switch (random.nextInt(4)) {
                    case 0 -> fixed(random.nextInt(20));
                    case 1 -> LogicalTypes.duration().addToSchema(fixed(12));
                    case 2 -> LogicalTypes.uuid().addToSchema(fixed(16));
                    default -> decimal(fixed(9), 1 + random.nextInt(20));
                };
        };
    }

    private Schema decimal(Schema schema, int precision) {
        return LogicalTypes.decimal(precision, random.nextInt(precision + 1)).addToSchema(schema);
    }

    private Schema fixed(int size) {
        return Schema.createFixed("Fixed" + names++, null, namespace, size);
    }

    private static Schema logical(String type, String logicalType) {
        return new Schema.Parser()
                .parse(
                        logicalType.isEmpty()
                                ? "\"" + type + "\""
                                : "{\"type\":\"" + type + "\",\"logicalType\":\"" + logicalType + "\"}");
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** Returns a value in the wire format, encoded by Avro's own writer. */
    byte[] wireFormat(Schema schema) throws IOException {
        return wireFormat(binary(schema, (GenericRecord) value(schema, 5)));
    }

    static byte[] binary(Schema schema, GenericRecord value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Encoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(schema).write(value, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }

    static byte[] wireFormat(byte[] avro) {
        byte[] value = new byte[WireFormat.HEADER_SIZE + avro.length];
        System.arraycopy(avro, 0, value, WireFormat.HEADER_SIZE, avro.length);
        WireFormat.writeHeader(value, SCHEMA_ID);
        return value;
    }

    /** Returns a value. Recursive records end at the depth, if possible. */
    @Nullable
    Object value(Schema schema, int depth) {
        LogicalType logicalType = schema.getLogicalType();
        if (logicalType != null) {
            return logicalValue(schema, logicalType);
        }
        return switch (schema.getType()) {
            case NULL -> null;
            case BOOLEAN -> random.nextBoolean();
            case INT -> (int) wholeNumber(Integer.MIN_VALUE, Integer.MAX_VALUE);
            case LONG -> wholeNumber(Long.MIN_VALUE, Long.MAX_VALUE);
            case FLOAT ->
                random.nextInt(5) > 0
                        ? Float.intBitsToFloat(Float.floatToIntBits(Float.intBitsToFloat(random.nextInt())))
                        : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, 1f, Float.MAX_VALUE}[random.nextInt(4)];
            case DOUBLE ->
                random.nextInt(5) > 0
                        ? Double.longBitsToDouble(Double.doubleToLongBits(Double.longBitsToDouble(random.nextLong())))
                        : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -0d, 5, Double.MIN_VALUE}
                                [random.nextInt(5)];
            case STRING -> new Utf8(text());
            case BYTES -> ByteBuffer.wrap(bytes(random.nextInt(10)));
            case FIXED -> new GenericData.Fixed(schema, bytes(schema.getFixedSize()));
            case ENUM ->
                new GenericData.EnumSymbol(
                        schema,
                        schema.getEnumSymbols()
                                .get(random.nextInt(schema.getEnumSymbols().size())));
            case ARRAY -> {
                List<@Nullable Object> items = new ArrayList<>();
                for (int i = size(depth); i > 0; i--) {
                    items.add(value(schema.getElementType(), depth - 1));
                }
                yield items;
            }
            case MAP -> {
                Map<Utf8, @Nullable Object> entries = new LinkedHashMap<>();
                for (int i = size(depth); i > 0; i--) {
                    entries.put(new Utf8(text()), value(schema.getValueType(), depth - 1));
                }
                yield entries;
            }
            case RECORD -> {
                GenericData.Record value = new GenericData.Record(schema);
                schema.getFields().forEach(field -> value.put(field.pos(), value(field.schema(), depth - 1)));
                yield value;
            }
            case UNION -> {
                List<Schema> branches = schema.getTypes();
                List<Schema> ends =
                        branches.stream().filter(branch -> isEnd(branch)).toList();
                List<Schema> choices = depth > 0 || ends.isEmpty() ? branches : ends;
                yield value(choices.get(random.nextInt(choices.size())), depth - 1);
            }
        };
    }

    private static boolean isEnd(Schema schema) {
        return schema.getType() != Schema.Type.RECORD;
    }

    private int size(int depth) {
        return depth > 0 ? random.nextInt(4) : 0;
    }

    private Object logicalValue(Schema schema, LogicalType type) {
        if (type instanceof LogicalTypes.Decimal decimal) {
            BigInteger digits = new BigInteger(random.nextInt(150), random)
                    .mod(BigInteger.TEN.pow(1 + random.nextInt(decimal.getPrecision())));
            BigDecimal value = new BigDecimal(random.nextBoolean() ? digits : digits.negate(), decimal.getScale());
            return schema.getType() == Schema.Type.FIXED
                    ? new Conversions.DecimalConversion().toFixed(value, schema, type)
                    : new Conversions.DecimalConversion().toBytes(value, schema, type);
        }
        return switch (type.getName()) {
            case "big-decimal" -> {
                int scale = random.nextInt(3) > 0
                        ? random.nextInt(10)
                        : random.nextBoolean() ? random.nextInt() : Integer.MIN_VALUE;
                yield new Conversions.BigDecimalConversion()
                        .toBytes(new BigDecimal(new BigInteger(bytes(1 + random.nextInt(60))), scale), schema, type);
            }
            case "uuid" -> {
                byte[] uuid = bytes(16);
                yield schema.getType() == Schema.Type.FIXED
                        ? new GenericData.Fixed(schema, uuid)
                        : new Utf8(UUID.nameUUIDFromBytes(uuid).toString());
            }
            case "duration" -> new GenericData.Fixed(schema, bytes(12));
            case "date" -> (int) wholeNumber(Integer.MIN_VALUE, Integer.MAX_VALUE);
            case "time-millis" -> random.nextInt(86_400_000);
            case "time-micros" -> Math.floorMod(random.nextLong(), 86_400_000_000L);
            default -> wholeNumber(Long.MIN_VALUE, Long.MAX_VALUE);
        };
    }

    private long wholeNumber(long min, long max) {
        return switch (random.nextInt(6)) {
            case 0 -> min;
            case 1 -> max;
            case 2 -> random.nextInt(10);
            case 3 -> random.nextInt(100_000) - 50_000;
            default -> max == Long.MAX_VALUE ? random.nextLong() >> random.nextInt(40) : random.nextInt();
        };
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        if (random.nextInt(5) > 0) {
            random.nextBytes(bytes);
        } else {
            Arrays.fill(bytes, (byte) random.nextInt());
        }
        return bytes;
    }

    private String text() {
        if (random.nextInt(6) == 0) {
            return pick("NaN", "2026-11-23T05:00:00Z", "long", "AAAA", "1.50", "null", "A", "");
        }
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.appendCodePoint(
                    switch (random.nextInt(5)) {
                        case 0 -> 0x1F600 + random.nextInt(50);
                        case 1 -> random.nextInt(0xD800);
                        case 2 -> random.nextInt(0x80);
                        default -> 'a' + random.nextInt(26);
                    });
        }
        return text.toString();
    }
}
