package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.EventType;
import dev.sluice.json.EventReader.Result;
import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The choice of a union's branch, and its cost. */
class UnionsTest {

    private static final String CARD =
            "{\"type\":\"record\",\"name\":\"Card\",\"fields\":[{\"name\":\"number\",\"type\":\"string\"}]}";
    /** Two recursive records that differ only in their names. */
    private static final String TWINS = """
            {"type":"record","name":"Left","fields":[{"name":"inner","default":null,"type":["null","Left",
                {"type":"record","name":"Right","fields":[{"name":"inner","default":null,"type":["null","Left","Right"]}]}]}]}""";

    private static Result read(String avroType, String json) {
        return new EventReader(TestTypes.withValue(avroType)).read(("{\"value\":" + json + "}").getBytes(UTF_8), 7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "['null','string']      | 'x'                  | x",
                "['int','long']         | 3000000000           | 3000000000",
                "['int','long']         | {'long':5}           | 5",
                "['int','double']       | 1.5                  | 1.5",
                "['string','bytes']     | 'x!'                 | x!",
                "['string','bytes']     | {'string':'AAAA'}    | AAAA",
                "['string','double']    | 'NaN'                | NaN",
                "['double','null']      | 'NaN'                | NaN",
                "['string','double']    | {'double':'NaN'}     | NaN",
                "['int','long',CARD]    | {'number':'1'}       | {\"number\": \"1\"}",
                "['int','long',CARD]    | {'test.Card':{'number':'1'}} | {\"number\": \"1\"}",
                "['int','long',MAP]     | {'map':{'long':1}}   | {long=1}",
                "['null',MAP]           | {'long':1}           | {long=1}",
            })
    void choosesBranchByValueOrTag(String avroType, String json, String expected) {
        // Given
        EventType type = TestTypes.withValue(schema(avroType));

        // When
        Result result = new EventReader(type).read(("{\"value\":" + json.replace('\'', '"') + "}").getBytes(UTF_8), 7);

        // Then
        GenericRecord decoded = EventReaderTest.decode(type.schema(), result);
        assertThat(decoded.get("value")).hasToString(expected);
    }

    private static String schema(String abbreviated) {
        return abbreviated
                .replace('\'', '"')
                .replace("CARD", CARD)
                .replace("MAP", "{\"type\":\"map\",\"values\":\"long\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "['int','long']      | 5                      | /value",
                "['int','long']      | 1e30                   | /value",
                "['int','long']      | {'long':'x'}           | /value/long",
                "['int','long']      | {'float':1}            | /value",
                "['int','long']      | {'int':1,'long':1}     | /value",
                "['int','long']      | {}                     | /value",
                "['int','long',MAP]  | {'long':1,'other':2}   | /value",
                "['null','long']     | {'long':1}             | /value",
                "['string','bytes']  | 'AAAA'                 | /value",
            })
    void rejectsAmbiguousAndUnmatchedValues(String avroType, String json, String pointer) {
        // When
        Result result = read(schema(avroType), json.replace('\'', '"'));

        // Then
        assertThat(result).isInstanceOfSatisfying(Result.Invalid.class, invalid -> assertThat(invalid.errors())
                .extracting(ValidationError::pointer)
                .containsExactly(pointer));
    }

    @Test
    void reportsErrorsOfOnlyCandidateRecord() {
        // When
        Result result = read(
                "[" + CARD
                        + ",{\"type\":\"record\",\"name\":\"Transfer\",\"fields\":[{\"name\":\"iban\",\"type\":\"string\"}]}]",
                "{\"iban\":5}");

        // Then
        assertThat(result)
                .isEqualTo(new Result.Invalid(List.of(new ValidationError("/value/iban", "must be a string"))));
    }

    @Test
    void limitsRereadingOfNestedValues() {
        // Given
        int levels = 45;
        String nested = "{\"inner\":".repeat(levels) + "null" + "}".repeat(levels);

        // When
        Result result = read(TWINS, nested);

        // Then
        assertThat(result).isInstanceOfSatisfying(Result.Invalid.class, invalid -> {
            assertThat(invalid.errors()).hasSize(1);
            assertThat(invalid.errors().get(0).detail()).contains("tag it");
        });
    }

    @Test
    void readsNestedTaggedValuesOnce() {
        // Given
        int levels = 45;
        String nested =
                "{\"inner\":" + "{\"test.Right\":{\"inner\":".repeat(levels) + "null" + "}}".repeat(levels) + "}";

        // When
        Result result = read(TWINS, nested);

        // Then
        assertThat(result).isInstanceOf(Result.Valid.class);
    }
}
