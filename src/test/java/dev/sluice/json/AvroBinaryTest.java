package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.EventType;
import dev.sluice.json.EventReader.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Invalid events in Avro's binary encoding. {@link RoundTripPropertyTest} covers the valid ones. */
class AvroBinaryTest {

    private static final String NODE =
            "{'type':'record','name':'Node','fields':[{'name':'next','type':['null','Node']}]}";

    private static Result read(String avroType, String hex) {
        // The key is "k".
        return new EventReader(
                        TestTypes.withValue(avroType.replace("NODE", NODE).replace('\'', '"')))
                .readBinary(HexFormat.of().parseHex("026b" + hex.replace(" ", "")), 7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'int'                                | ``                     | /value   | ends too early",
                "'int'                                | 02 02                  | ``       | followed by 1 unexpected bytes",
                "'int'                                | 8000                   | /value   | too many bytes",
                "'int'                                | 8080808010             | /value   | whole number",
                "'long'                               | ffffffffffffffffff03   | /value   | too many bytes",
                "'long'                               | ffffffffffffffffffff01 | /value   | too many bytes",
                "'boolean'                            | 02                     | /value   | 0 or 1",
                "'double'                             | 00000000000000         | /value   | ends too early",
                "'string'                             | 01                     | /value   | length of -1",
                "'string'                             | feffffff0f 61          | /value   | but 1 bytes remain",
                "'bytes'                              | feffffffffffffffff01   | /value   | bytes remain",
                "'string'                             | 06 eda080              | /value   | UTF-8",
                "'string'                             | 04 c0af                | /value   | UTF-8",
                "'string'                             | 02 c3                  | /value   | UTF-8",
                "['null','int']                       | 04                     | /value   | refers to branch 2,",
                "['null','int']                       | 01                     | /value   | refers to branch -1,",
                "{'type':'enum','name':'E','symbols':['A']} | 02               | /value   | refers to symbol 1,",
                "{'type':'fixed','name':'F','size':3} | 0000                   | /value   | ends too early",
                "{'type':'array','items':'string'}    | 04 0261 02ff 00        | /value/1 | UTF-8",
                "{'type':'array','items':'int'}       | 01 04 02 00            | /value   | size differs",
                "{'type':'array','items':'null'}      | feffffff0f 00          | /value   | more than 1000000 items",
                "{'type':'array','items':'int'}       | ffffffffffffffffff01 00| /value   | items",
                "{'type':'map','values':'int'}        | 04 0261 02 0261 04 00  | /value/a | more than once",
                "{'type':'map','values':'int'}        | 02 02ff 02 00          | /value/\uFFFD | UTF-8",
                "{'type':'bytes','logicalType':'decimal','precision':2,'scale':0} | 02 64   | /value | 2 digits",
                "{'type':'bytes','logicalType':'decimal','precision':2,'scale':0} | 00      | /value | 2 digits",
                "{'type':'bytes','logicalType':'big-decimal'} | 04 00 00            | /value   | unscaled value",
                "{'type':'string','logicalType':'uuid'}       | 02 61            | /value   | UUID",
                "{'type':'long','logicalType':'time-micros'}  | 01               | /value   | from 0 to",
            })
    void rejectsInvalidValueWithPointer(String avroType, String hex, String pointer, String detail) {
        // When
        Result result = read(avroType, hex);

        // Then
        assertThat(result).isInstanceOfSatisfying(Result.Invalid.class, invalid -> assertThat(invalid.errors())
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.pointer()).isEqualTo(pointer);
                    assertThat(error.detail()).contains(detail);
                }));
    }

    @Test
    void reportsAllErrorsOfItems() {
        // When
        Result result = read("{'type':'array','items':'boolean'}", "06 02 01 03 00");

        // Then
        assertThat(result).isInstanceOfSatisfying(Result.Invalid.class, invalid -> assertThat(invalid.errors())
                .extracting(ValidationError::pointer)
                .containsExactly("/value/0", "/value/2"));
    }

    @Test
    void limitsNesting() {
        assertThat(read("NODE", "02".repeat(98) + "00")).isInstanceOf(Result.Valid.class);
        assertThat(read("NODE", "02".repeat(100_000) + "00")).isInstanceOf(Result.Invalid.class);
    }

    @Test
    void limitsItemsWithoutContentInTotal() {
        // Given: arrays of a million nulls each
        String million = "80897a" + "00";

        // When
        Result one = read("{'type':'array','items':{'type':'array','items':'null'}}", "02" + million + "00");
        Result many =
                read("{'type':'array','items':{'type':'array','items':'null'}}", "d00f" + million.repeat(1000) + "00");

        // Then
        assertThat(one).isInstanceOf(Result.Valid.class);
        assertThat(many).isInstanceOf(Result.Invalid.class);
    }

    @Test
    void acceptsBlocksWithSizes() throws IOException {
        // Given
        EventType type = TestTypes.of(
                "{\"name\":\"id\",\"type\":\"string\"},{\"name\":\"map\",\"type\":{\"type\":\"map\",\"values\":{\"type\":\"array\",\"items\":\"int\"}}}");
        GenericData.Record event = new GenericData.Record(type.schema());
        event.put("id", "key");
        event.put("map", Map.of("a", List.of(1, 2, 3), "b", List.of()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Encoder encoder = EncoderFactory.get().blockingBinaryEncoder(bytes, null);
        new GenericDatumWriter<>(type.schema()).write(event, encoder);
        encoder.flush();

        // When
        Result result = new EventReader(type).readBinary(bytes.toByteArray(), 7);

        // Then
        assertThat(result).isInstanceOfSatisfying(Result.Valid.class, valid -> {
            assertThat(valid.key()).isEqualTo("key".getBytes(UTF_8));
            assertThat(new String(new EventWriter(type.schema()).write(valid.value()), UTF_8))
                    .contains("\"a\":[1,2,3]");
        });
    }
}
