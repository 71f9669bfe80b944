package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.json.EventReader.Result;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Invalid events in Avro's own JSON encoding. {@link RoundTripPropertyTest} covers the valid ones. */
class AvroJsonTest {

    private static Result read(String avroType, String json) {
        return new EventReader(TestTypes.withValue(avroType.replace('\'', '"')))
                .readAvroJson(("{\"id\":\"k\",\"value\":" + json.replace('\'', '"') + "}").getBytes(UTF_8), 7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "['null','string']                    | 'x'            | /value",
                "['null','string']                    | {'int':1}      | /value",
                "['null','string']                    | {'null':null}  | /value",
                "['null','string']                    | {'string':1}   | /value/string",
                "['int','string']                     | null           | /value",
                "'bytes'                              | 'Ā'            | /value",
                "{'type':'fixed','name':'F','size':2} | 'abc'          | /value",
                "{'type':'bytes','logicalType':'decimal','precision':2,'scale':0} | 'd'  | /value",
                "{'type':'bytes','logicalType':'decimal','precision':2,'scale':0} | 29.9 | /value",
                "{'type':'long','logicalType':'timestamp-micros'} | '2026-11-23T05:00:00Z' | /value",
                "{'type':'int','logicalType':'time-millis'}       | 86400000               | /value",
                "{'type':'string','logicalType':'uuid'}           | 'x'                    | /value",
            })
    void rejectsInvalidValueWithPointer(String avroType, String json, String pointer) {
        // When
        Result result = read(avroType, json);

        // Then
        assertThat(result).isInstanceOfSatisfying(Result.Invalid.class, invalid -> assertThat(invalid.errors())
                .extracting(ValidationError::pointer)
                .containsExactly(pointer));
    }

    @Test
    void requiresEveryField() {
        // When
        Result result =
                new EventReader(TestTypes.withValue("\"int\"")).readAvroJson("{\"value\":1}".getBytes(UTF_8), 7);

        // Then
        assertThat(result).isEqualTo(new Result.Invalid(List.of(new ValidationError("/id", "is required"))));
    }
}
