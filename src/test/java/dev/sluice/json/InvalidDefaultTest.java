package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.EventType;
import dev.sluice.json.EventReader.Result;
import dev.sluice.serde.WireFormat;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvalidDefaultTest {

    private static final List<String> DEFAULTS = List.of(
            "null",
            "true",
            "0",
            "1",
            "-1",
            "86400000",
            "5000000000",
            "1.5",
            "1e39",
            "-1e300",
            "12345678901234567890",
            "\"\"",
            "\"x\"",
            "\"A\"",
            "\"\\u0001\"",
            "\"\\u00ff\\u00ff\"",
            "\"Ā\"",
            "\"" + "\\u0000".repeat(9) + "\"",
            "\"" + "\\u0000".repeat(12) + "\"",
            "\"" + "\\u00ff".repeat(16) + "\"",
            "\"0190163d-8694-739b-aea5-966c26f8ad91\"",
            "\"0190163D-8694-739B-AEA5-966C26F8AD91\"",
            "\"NaN\"",
            "\"2026-11-23\"",
            "\"\\ud800\"",
            "[]",
            "[1]",
            "[\"\"]",
            "[null]",
            "{}",
            "{\"a\":1}",
            "{\"a\":\"\"}",
            "{\"id\":\"x\"}",
            "{\"id\":\"x\",\"unknown\":1}");

    private static EventType withDefault(String avroType, String json) {
        return TestTypes.of("{\"name\":\"id\",\"type\":\"string\"},{\"name\":\"value\",\"type\":" + avroType
                + ",\"default\":" + json + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'bytes','logicalType':'decimal','precision':4,'scale':2} | ''          | it must be a decimal",
                "{'type':'bytes','logicalType':'decimal','precision':2}           | '\\u7fff'   | U+00FF",
                "{'type':'bytes','logicalType':'big-decimal'}                     | ''          | it",
                "{'type':'string','logicalType':'uuid'}                           | ''          | it must be a UUID",
                "{'type':'fixed','name':'F','size':16,'logicalType':'uuid'}       | ''          | of 16 characters",
                "{'type':'fixed','name':'F','size':12,'logicalType':'duration'}   | 'P1D'       | of 12 characters",
                "{'type':'fixed','name':'F','size':2}                             | 'abc'       | of 2 characters",
                "{'type':'int','logicalType':'time-millis'}                       | 86400000    | it must be from 0",
                "'float'                                                          | 1e39        | range of a float",
                "{'type':'enum','name':'E','symbols':['A']}                       | 'B'         | it must be one of A",
                "[{'type':'array','items':'int'},'string']                        | 'x'         | it must be an array",
                "['null',{'type':'bytes','logicalType':'decimal','precision':2}]  | ''          | it must be a decimal",
                "{'type':'map','values':{'type':'string','logicalType':'uuid'}}   | {'a':''}    | /a must be a UUID",
            })
    void reportsDefaultThatIsNoValueOfTheField(String avroType, String json, String detail) {
        // Given
        EventType type = withDefault(avroType.replace('\'', '"'), json.replace('\'', '"'));

        // When
        List<InvalidDefault> invalid = InvalidDefault.in(type.schema());

        // Then
        assertThat(invalid).singleElement().satisfies(fault -> {
            assertThat(fault.field()).isEqualTo("value");
            assertThat(fault.detail()).contains(detail);
        });
    }

    @Test
    void namesNestedRecordOnce() {
        // Given
        EventType type = TestTypes.of("""
                {"name":"id","type":"string"},
                {"name":"one","type":{"type":"record","name":"Inner","fields":[
                    {"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":4},"default":""}]}},
                {"name":"other","type":["null",{"type":"array","items":"Inner"}]}""");

        // When
        List<InvalidDefault> invalid = InvalidDefault.in(type.schema());

        // Then
        assertThat(invalid).singleElement().satisfies(fault -> {
            assertThat(fault.record().getFullName()).isEqualTo("test.Inner");
            assertThat(fault.field()).isEqualTo("price");
        });
    }

    @Property(tries = 5000)
    void publishesOtherDefaultsAsAvroReadsThem(@ForAll long seed) throws IOException {
        // Given
        Random random = new Random(seed);
        EventType type;
        try {
            type = withDefault(
                    new RandomAvro(seed).fieldType().toString(), DEFAULTS.get(random.nextInt(DEFAULTS.size())));
        } catch (AvroRuntimeException | NumberFormatException rejectedByAvro) {
            return;
        }
        if (!InvalidDefault.in(type.schema()).isEmpty()) {
            return;
        }

        // When
        Result result = new EventReader(type).read("{\"id\":\"k\"}".getBytes(UTF_8), RandomAvro.SCHEMA_ID);

        // Then
        assertThat(result).as("%s", type.schema()).isInstanceOf(Result.Valid.class);
        byte[] value = ((Result.Valid) result).value();
        assertThat(generic(type, value).get("value"))
                .as("%s", type.schema())
                .isEqualTo(GenericData.get().getDefaultValue(type.schema().getField("value")));
        byte[] json = new EventWriter(type.schema()).write(value);
        assertThat(new EventReader(type).read(json, RandomAvro.SCHEMA_ID))
                .as("%s%n%s", type.schema(), new String(json, UTF_8))
                .isInstanceOfSatisfying(
                        Result.Valid.class, again -> assertThat(new EventWriter(type.schema()).write(again.value()))
                                .isEqualTo(json));
    }

    private static GenericRecord generic(EventType type, byte[] value) throws IOException {
        byte[] body = Arrays.copyOfRange(value, WireFormat.HEADER_SIZE, value.length);
        return new GenericDatumReader<GenericRecord>(type.schema())
                .read(null, DecoderFactory.get().binaryDecoder(body, null));
    }
}
