package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sluice.event.EventType;
import dev.sluice.json.EventReader.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.Utf8;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies results with Avro's own reader, and their bytes with Avro's own writer. */
class EventReaderTest {

    private static final String DECIMAL =
            "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":6,\"scale\":2}";
    private static final String MICROS = "{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"}";
    private static final String DURATION =
            "{\"type\":\"fixed\",\"name\":\"Lasting\",\"size\":12,\"namespace\":\"test\",\"logicalType\":\"duration\"}";
    private static final String BIG_DECIMAL = "{\"type\":\"bytes\",\"logicalType\":\"big-decimal\"}";
    private static final GenericData AVRO = new GenericData();

    static {
        AVRO.addLogicalTypeConversion(new Conversions.DecimalConversion());
        AVRO.addLogicalTypeConversion(new Conversions.BigDecimalConversion());
        AVRO.addLogicalTypeConversion(new Conversions.UUIDConversion());
        AVRO.addLogicalTypeConversion(new TimeConversions.DateConversion());
        AVRO.addLogicalTypeConversion(new TimeConversions.TimeMicrosConversion());
        AVRO.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
        AVRO.addLogicalTypeConversion(new TimeConversions.TimestampMicrosConversion());
    }

    private static GenericData.Fixed duration(int months, int days, int millis) {
        byte[] bytes = ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(months)
                .putInt(days)
                .putInt(millis)
                .array();
        return new GenericData.Fixed(new Schema.Parser().parse(DURATION), bytes);
    }

    private static Result read(EventType type, String json) {
        return new EventReader(type).read(json.getBytes(UTF_8), 7);
    }

    private static Result value(String avroType, String json) {
        return read(TestTypes.withValue(avroType), "{\"value\":" + json + "}");
    }

    static GenericRecord decode(Schema schema, Result result) {
        assertThat(result).isInstanceOf(Result.Valid.class);
        byte[] bytes = ((Result.Valid) result).value();
        assertThat(ByteBuffer.wrap(bytes).get(0)).isZero();
        assertThat(ByteBuffer.wrap(bytes).getInt(1)).isEqualTo(7);
        try {
            BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null);
            GenericRecord decoded = new GenericDatumReader<GenericRecord>(schema, schema, AVRO).read(null, decoder);
            assertThat(decoder.isEnd()).isTrue();
            ByteArrayOutputStream written = new ByteArrayOutputStream();
            var encoder = EncoderFactory.get().binaryEncoder(written, null);
            new GenericDatumWriter<GenericRecord>(schema, AVRO).write(decoded, encoder);
            encoder.flush();
            assertThat(bytes).endsWith(written.toByteArray()).hasSize(5 + written.size());
            return decoded;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<Arguments> accepted() {
        return Stream.of(
                arguments("\"boolean\"", "true", true),
                arguments("\"int\"", "-2147483648", Integer.MIN_VALUE),
                arguments("\"int\"", "3.0", 3),
                arguments("\"int\"", "1e3", 1000),
                arguments("\"long\"", "9223372036854775807", Long.MAX_VALUE),
                arguments("\"float\"", "0.5", 0.5f),
                arguments("\"double\"", "1e300", 1e300),
                arguments("\"string\"", "\"\"", new Utf8("")),
                arguments("\"string\"", "\"aé€😀\"", new Utf8("aé€😀")),
                arguments("\"string\"", "\"\\ud83d\\ude00\"", new Utf8("😀")),
                arguments("\"bytes\"", "\"AAEC\"", ByteBuffer.wrap(new byte[] {0, 1, 2})),
                arguments("[\"null\",\"string\"]", "null", null),
                arguments("[\"null\",\"string\"]", "\"x\"", new Utf8("x")),
                arguments("[\"int\",\"string\"]", "5", 5),
                arguments("{\"type\":\"array\",\"items\":\"int\"}", "[1,2,3]", List.of(1, 2, 3)),
                arguments("{\"type\":\"array\",\"items\":\"int\"}", "[]", List.of()),
                arguments("{\"type\":\"map\",\"values\":\"int\"}", "{\"a\":1}", Map.of(new Utf8("a"), 1)),
                arguments(DECIMAL, "29.99", new BigDecimal("29.99")),
                arguments(DECIMAL, "\"29.99\"", new BigDecimal("29.99")),
                arguments(DECIMAL, "-1234.5", new BigDecimal("-1234.50")),
                arguments(DECIMAL, "1.500000", new BigDecimal("1.50")),
                arguments(DECIMAL, "0e99", new BigDecimal("0.00")),
                arguments(MICROS, "\"2026-11-23T05:00:00Z\"", Instant.parse("2026-11-23T05:00:00Z")),
                arguments(MICROS, "\"2026-11-23T06:00:00.000001+01:00\"", Instant.parse("2026-11-23T05:00:00.000001Z")),
                arguments(MICROS, "\"1969-12-31T23:59:59.999999Z\"", Instant.parse("1969-12-31T23:59:59.999999Z")),
                arguments(MICROS, "1000001", Instant.parse("1970-01-01T00:00:01.000001Z")),
                arguments(
                        "{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}",
                        "\"1969-12-31T23:59:59.999Z\"",
                        Instant.parse("1969-12-31T23:59:59.999Z")),
                arguments("{\"type\":\"int\",\"logicalType\":\"date\"}", "\"2026-11-23\"", LocalDate.of(2026, 11, 23)),
                arguments(
                        "{\"type\":\"long\",\"logicalType\":\"time-micros\"}",
                        "\"23:59:59.999999\"",
                        LocalTime.of(23, 59, 59, 999_999_000)),
                arguments(
                        "{\"type\":\"string\",\"logicalType\":\"uuid\"}",
                        "\"0190163d-8694-739b-aea5-966c26f8ad91\"",
                        UUID.fromString("0190163d-8694-739b-aea5-966c26f8ad91")),
                arguments("\"double\"", "\"-Infinity\"", Double.NEGATIVE_INFINITY),
                arguments("\"float\"", "-0.0", -0f),
                arguments(MICROS, "\"2026-11-23T05:00Z\"", Instant.parse("2026-11-23T05:00:00Z")),
                arguments(
                        MICROS, "\"2024-02-29T23:59:59.9999990-23:59\"", Instant.parse("2024-03-01T23:58:59.999999Z")),
                arguments(DURATION, "\"P1M2DT3.004S\"", duration(1, 2, 3004)),
                arguments(DURATION, "\"P1Y2M3W4DT5H6M7S\"", duration(14, 25, 18_367_000)),
                arguments(DURATION, "\"P4294967295M4294967295DT4294967.295S\"", duration(-1, -1, -1)),
                arguments(DURATION, "\"PT0S\"", duration(0, 0, 0)),
                arguments(BIG_DECIMAL, "1.50", new BigDecimal("1.50")),
                arguments(BIG_DECIMAL, "\"-1E+400\"", new BigDecimal("-1E+400")),
                arguments("{\"type\":\"string\",\"logicalType\":\"made-up\"}", "\"x\"", new Utf8("x")),
                arguments("{\"type\":\"int\",\"logicalType\":\"timestamp-micros\"}", "5", 5),
                arguments(
                        "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":2,\"scale\":3}",
                        "\"AAEC\"",
                        ByteBuffer.wrap(new byte[] {0, 1, 2})));
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void readsValidValuesExactly(String avroType, String json, Object expected) {
        // Given
        EventType type = TestTypes.withValue(avroType);

        // When
        Result result = read(type, "{\"value\":" + json + "}");

        // Then
        assertThat(decode(type.schema(), result).get("value")).isEqualTo(expected);
    }

    static Stream<Arguments> rejected() {
        return Stream.of(
                arguments("\"boolean\"", "1"),
                arguments("\"int\"", "2147483648"),
                arguments("\"int\"", "1.5"),
                arguments("\"int\"", "\"1\""),
                arguments("\"int\"", "1e999999999"),
                arguments("\"int\"", "null"),
                arguments("\"long\"", "9223372036854775808"),
                arguments("\"long\"", "1e19"),
                arguments("\"float\"", "1e39"),
                arguments("\"double\"", "1e400"),
                arguments("\"string\"", "5"),
                arguments("\"string\"", "\"\\ud83d\""),
                arguments("\"bytes\"", "\"no base64!\""),
                arguments("{\"type\":\"fixed\",\"name\":\"F\",\"size\":2}", "\"AAEC\""),
                arguments("{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"]}", "\"B\""),
                arguments("[\"null\",\"string\"]", "5"),
                arguments("[\"long\",\"double\"]", "5"),
                arguments("{\"type\":\"array\",\"items\":\"int\"}", "{}"),
                arguments("{\"type\":\"map\",\"values\":\"int\"}", "[]"),
                arguments("{\"type\":\"map\",\"values\":\"int\"}", "{\"a\":1,\"a\":2}"),
                arguments(DECIMAL, "0.001"),
                arguments(DECIMAL, "10000"),
                arguments(DECIMAL, "1e999999999"),
                arguments(DECIMAL, "1e-999999999"),
                arguments(DECIMAL, "\"abc\""),
                arguments(DECIMAL, "\"1e2\""),
                arguments(DECIMAL, "\"+1\""),
                arguments(DECIMAL, "\"\u0661\""),
                arguments(DECIMAL, "1e99999999999999999999"),
                arguments(DECIMAL, "\"1." + "0".repeat(2000) + "\""),
                arguments(BIG_DECIMAL, "\"" + "9".repeat(1001) + "\""),
                arguments(BIG_DECIMAL, "1e99999999999"),
                arguments("\"double\"", "\"nan\""),
                arguments(DURATION, "\"P\""),
                arguments(DURATION, "\"P1DT\""),
                arguments(DURATION, "\"P4294967296D\""),
                arguments(DURATION, "\"P99999999999999999999M\""),
                arguments(DURATION, "\"PT0.0001S\""),
                arguments(MICROS, "\"2026-02-29T05:00:00Z\""),
                arguments(MICROS, "\"2026-11-23T05:00:00\""),
                arguments("{\"type\":\"long\",\"logicalType\":\"timestamp-nanos\"}", "\"9999-01-01T00:00:00Z\""),
                arguments(DECIMAL, "\"" + "9".repeat(101) + "\""),
                arguments(MICROS, "\"2026-11-23\""),
                arguments(MICROS, "\"2026-11-23T05:00:00.0000001Z\""),
                arguments(MICROS, "\"+999999-01-01T00:00:00Z\""),
                arguments(MICROS, "true"),
                arguments("{\"type\":\"long\",\"logicalType\":\"time-micros\"}", "86400000000"),
                arguments("{\"type\":\"string\",\"logicalType\":\"uuid\"}", "\"0190163d8694739baea5966c26f8ad91\""));
    }

    @ParameterizedTest
    @MethodSource("rejected")
    void rejectsInvalidValues(String avroType, String json) {
        // When
        Result result = value(avroType, json);

        // Then
        assertThat(result).isInstanceOfSatisfying(Result.Invalid.class, invalid -> {
            assertThat(invalid.errors()).hasSize(1);
            assertThat(invalid.errors().get(0).pointer()).startsWith("/value");
        });
    }

    @Test
    void acceptsFieldsInAnyOrderAndFillsDefaults() {
        // Given
        EventType type = TestTypes.of("""
                {"name":"id","type":"string"},
                {"name":"count","type":"int","default":5},
                {"name":"note","type":["null","string"]},
                {"name":"inner","type":{"type":"record","name":"Inner","fields":[
                    {"name":"a","type":"int"},{"name":"b","type":"string","default":"B"}]}},
                {"name":"tags","type":{"type":"array","items":"string"},"default":["x"]}""");

        // When
        Result result = read(type, "{\"inner\":{\"a\":1},\"id\":\"key-é\"}");

        // Then
        GenericRecord decoded = decode(type.schema(), result);
        assertThat(decoded.toString())
                .isEqualTo(
                        "{\"id\": \"key-é\", \"count\": 5, \"note\": null, \"inner\": {\"a\": 1, \"b\": \"B\"}, \"tags\": [\"x\"]}");
        assertThat(((Result.Valid) result).key()).isEqualTo("key-é".getBytes(UTF_8));
    }

    @Test
    void reportsAllErrorsWithPointers() {
        // Given
        EventType type = TestTypes.of("""
                {"name":"id","type":"string"},
                {"name":"items","type":{"type":"array","items":{"type":"record","name":"Item","fields":[
                    {"name":"sku","type":"string"},{"name":"a/b~c","type":"int"}]}}}""".replace("a/b~c", "quantity"));

        // When
        Result result = read(
                type,
                "{\"id\":1,\"items\":[{\"sku\":\"x\",\"quantity\":\"3\"},{\"quantity\":1}],\"id\":\"2\",\"a/b\":{}}");

        // Then
        assertThat(result).isInstanceOfSatisfying(Result.Invalid.class, invalid -> assertThat(invalid.errors())
                .extracting(ValidationError::pointer)
                .containsExactly("/id", "/items/0/quantity", "/items/1/sku", "/id", "/a~1b"));
    }

    @Test
    void choosesUnionBranchThatMatchesWholeValue() {
        // Given
        EventType type = TestTypes.withValue("""
                [{"type":"record","name":"Card","fields":[{"name":"number","type":"string"}]},
                 {"type":"record","name":"Transfer","fields":[{"name":"iban","type":"string"}]}]""");

        // When
        Result result = read(type, "{\"value\":{\"iban\":\"DE00\"}}");

        // Then
        assertThat(((GenericRecord) decode(type.schema(), result).get("value"))
                        .getSchema()
                        .getName())
                .isEqualTo("Transfer");
    }

    @Test
    void readsRecursiveRecord() {
        // Given
        EventType type = TestTypes.withValue(
                "{\"type\":\"record\",\"name\":\"Node\",\"fields\":[{\"name\":\"next\",\"type\":[\"null\",\"Node\"]}]}");

        // When
        Result result = read(type, "{\"value\":{\"next\":{\"next\":null}}}");

        // Then
        assertThat(decode(type.schema(), result).get("value")).hasToString("{\"next\": {\"next\": null}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"value\":1}{}",
                "{\"value\":1},",
                "{'value':1}",
                "{\"value\":01}",
                "{\"value\":NaN}"
            })
    void rejectsInvalidJsonAsMalformed(String body) {
        assertThat(read(TestTypes.withValue("\"int\""), body)).isInstanceOf(Result.Malformed.class);
    }

    @Test
    void acceptsOnlyUtf8() {
        // Given
        EventReader reader = new EventReader(TestTypes.withValue("\"int\""));
        String json = "{\"value\":1}";

        // Then
        assertThat(reader.read(("\uFEFF" + json).getBytes(UTF_8), 7)).isInstanceOf(Result.Valid.class);
        for (String other : List.of("UTF-16", "UTF-16LE", "UTF-32BE", "UTF-32LE")) {
            assertThat(reader.read(json.getBytes(Charset.forName(other)), 7)).isInstanceOf(Result.Malformed.class);
        }
        assertThat(reader.read(new byte[] {0, 0, 0, '{', 0x7F, 1, 1, 1}, 7)).isInstanceOf(Result.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "1", "\"text\""})
    void rejectsJsonThatIsNotAnObject(String body) {
        assertThat(read(TestTypes.withValue("\"int\""), body))
                .isEqualTo(new Result.Invalid(List.of(new ValidationError("", "must be an object"))));
    }

    @Test
    void limitsNestingAndNumberOfErrors() {
        // Given
        String deep = "{\"value\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        String manyErrors = "{\"value\":[" + "\"x\",".repeat(10_000) + "0]}";

        // When
        Result deepResult = value("\"int\"", deep);
        Result manyResult = read(TestTypes.withValue("{\"type\":\"array\",\"items\":\"int\"}"), manyErrors);

        // Then
        assertThat(deepResult).isInstanceOf(Result.Malformed.class);
        assertThat(((Result.Invalid) manyResult).errors()).hasSize(ValidationErrors.LIMIT);
    }
}
