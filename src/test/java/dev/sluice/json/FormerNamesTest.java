package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.sluice.event.EventType;
import dev.sluice.json.EventReader.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Renamed fields in plain JSON, which clients can publish under their former names. */
class FormerNamesTest {

    private static final EventType TYPE = TestTypes.of("""
            {"name": "id", "type": "string", "aliases": ["key"]},
            {"name": "remark", "type": ["null", "string"], "default": null, "aliases": ["note", "comment"]},
            {"name": "count", "type": "int"}""");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'id': 'k', 'remark': 'r', 'count': 1}",
                "{'key': 'k', 'note': 'r', 'count': 1}",
                "{'count': 1, 'comment': 'r', 'key': 'k'}"
            })
    void readsFieldByNameOrFormerName(String json) throws JsonProcessingException {
        // When
        Result result = read(json);

        // Then
        assertThat(EventReaderTest.decode(TYPE.schema(), result))
                .hasToString("{\"id\": \"k\", \"remark\": \"r\", \"count\": 1}");
        assertThat(((Result.Valid) result).key()).isEqualTo("k".getBytes(UTF_8));
        assertThat(isValid(json)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'id': 'k', 'key': 'k', 'count': 1}", "{'count': 1}", "{'key': 'k', 'counts': 1}"})
    void rejectsFieldGivenTwiceOrMissing(String json) throws JsonProcessingException {
        // When
        Result result = read(json);

        // Then
        assertThat(result).isInstanceOf(Result.Invalid.class);
        assertThat(isValid(json)).isFalse();
    }

    @Test
    void rejectsFormerNameInAvroJson() {
        // When
        Result result = new EventReader(TYPE)
                .readAvroJson("{\"key\": \"k\", \"remark\": null, \"count\": 1}".getBytes(UTF_8), 7);

        // Then
        assertThat(result).isInstanceOf(Result.Invalid.class);
    }

    private static Result read(String json) {
        return new EventReader(TYPE).read(json.replace('\'', '"').getBytes(UTF_8), 7);
    }

    private static boolean isValid(String json) throws JsonProcessingException {
        return JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(JsonSchemas.document(TYPE.schema()))
                .validate(new ObjectMapper().readTree(json.replace('\'', '"')))
                .isEmpty();
    }
}
