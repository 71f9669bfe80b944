package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventTypeTest {

    private static EventType read(String attributes) {
        Schema schema = new Schema.Parser().parse("""
                {"type":"record","name":"Happened","namespace":"test","fields":[
                {"name":"id","type":"string"},{"name":"count","type":"int"},
                {"name":"maybe","type":["null","string"],"default":null}]%s}""".formatted(attributes));
        return EventType.of(schema);
    }

    @Test
    void readsAttributesOfSchema() {
        // When
        EventType type = read(", \"event\":\"it.happened\", \"topic\":\"things\", \"key\":\"id\"");

        // Then
        assertThat(type.name()).isEqualTo("it.happened");
        assertThat(type.topic()).isEqualTo("things");
        assertThat(type.key()).isEqualTo("id");
        assertThat(type.publishable()).isTrue();
    }

    @Test
    void reportsAllInvalidAttributes() {
        assertThatThrownBy(() -> read(", \"event\":\"no spaces\", \"key\":\"idd\", \"rest\":\"no\""))
                .isInstanceOf(EventType.InvalidEventTypeException.class)
                .hasMessageContaining("\"event\" is \"no spaces\"")
                .hasMessageContaining("\"topic\" is missing")
                .hasMessageContaining("\"key\" is \"idd\", which is not a field")
                .hasMessageContaining("\"rest\" must be true or false");
    }

    @ParameterizedTest
    @CsvSource({"count, int", "maybe, union"})
    void rejectsKeyThatIsNotAString(String key, String type) {
        assertThatThrownBy(() -> read(", \"event\":\"it.happened\", \"topic\":\"things\", \"key\":\"" + key + "\""))
                .hasMessageContaining("a field of type " + type);
    }
}
