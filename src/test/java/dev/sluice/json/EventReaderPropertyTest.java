package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.event.EventType;
import dev.sluice.json.EventReader.Result;
import java.math.BigDecimal;
import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;

class EventReaderPropertyTest {

    private static final EventType TEXT = TestTypes.withValue("\"string\"");
    private static final EventType NUMBER = TestTypes.withValue("\"long\"");
    private static final EventType DECIMAL =
            TestTypes.withValue("{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":20,\"scale\":3}");

    private static Result read(EventType type, String value) {
        return new EventReader(type).read(("{\"value\":" + value + "}").getBytes(UTF_8), 7);
    }

    @Property
    void neverThrowsForAnyBytes(@ForAll byte[] bytes) {
        assertThat(new EventReader(TEXT).read(bytes, 7)).isNotNull();
        assertThat(new EventReader(TEXT).readAvroJson(bytes, 7)).isNotNull();
        assertThat(new EventReader(TEXT).readBinary(bytes, 7)).isNotNull();
    }

    @Property
    void keepsTextAndRejectsUnpairedSurrogates(@ForAll String text) {
        // When
        Result result = read(TEXT, JsonNodeFactory.instance.textNode(text).toString());

        // Then
        if (UTF_8.newEncoder().canEncode(text)) {
            assertThat(EventReaderTest.decode(TEXT.schema(), result).get("value"))
                    .hasToString(text);
        } else {
            assertThat(result).isNotInstanceOf(Result.Valid.class);
        }
    }

    @Property
    void keepsWholeNumbers(@ForAll long number) {
        assertThat(EventReaderTest.decode(NUMBER.schema(), read(NUMBER, Long.toString(number)))
                        .get("value"))
                .isEqualTo(number);
    }

    @Property
    void keepsDecimalsGivenAsNumbersOrStrings(
            @ForAll @BigRange(min = "-99999999999999999999", max = "99999999999999999999") BigInteger unscaled) {
        // Given
        BigDecimal decimal = new BigDecimal(unscaled, 3);

        // When
        Result number = read(DECIMAL, decimal.toString());
        Result string = read(DECIMAL, "\"" + decimal.toPlainString() + "\"");

        // Then
        assertThat(EventReaderTest.decode(DECIMAL.schema(), number).get("value"))
                .isEqualTo(decimal);
        assertThat(EventReaderTest.decode(DECIMAL.schema(), string).get("value"))
                .isEqualTo(decimal);
    }
}
