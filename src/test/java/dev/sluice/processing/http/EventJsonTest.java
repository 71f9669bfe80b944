package dev.sluice.processing.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.event.EventType;
import dev.sluice.serde.UndecodableException;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class EventJsonTest {

    private static final String SCHEMA = """
            {"type":"record","name":"Seen","namespace":"test","aliases":["Noticed"],"event":"it.seen","topic":"things","key":"id",
             "fields":[{"name":"id","type":"string"},{"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":9,
             "scale":2}},{"name":"size","type":"int","default":1}]}""";
    private static final EventType TYPE = EventType.of(new Schema.Parser().parse(SCHEMA));
    private static final byte[] VALUE = {0, 0, 0, 0, 7, 2, 'k', 4, 1, 0, 6};

    private final EventJson json = new EventJson();

    private static CalledEvent event(Schema written, byte... value) {
        return new CalledEvent(
                new ConsumerRecord<>("things", 0, 0, new byte[0], value), UUID.randomUUID(), TYPE, written);
    }

    @Test
    void writesCurrentVersion() {
        assertThat(json.of(event(new Schema.Parser().parse(SCHEMA), VALUE)))
                .asString(UTF_8)
                .isEqualTo("{\"id\":\"k\",\"price\":2.56,\"size\":3}");
    }

    /** The record had another name, no size, and a field that exists no more. */
    @Test
    void writesFieldsOfCurrentVersionForOlderEvents() {
        Schema older = new Schema.Parser()
                .parse(SCHEMA.replace("Seen", "Noticed")
                        .replace("\"aliases\":[\"Noticed\"],", "")
                        .replace("\"size\",\"type\":\"int\",\"default\":1", "\"gone\",\"type\":\"int\""));
        assertThat(json.of(event(older, VALUE))).asString(UTF_8).isEqualTo("{\"id\":\"k\",\"price\":2.56,\"size\":1}");
    }

    @Test
    void rejectsBytesThatDoNotMatch() {
        Schema other = new Schema.Parser().parse(SCHEMA.replace("\"int\",\"default\":1", "\"long\",\"default\":1"));
        assertThatThrownBy(
                        () -> json.of(event(TYPE.schema(), (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 7, (byte) 9)))
                .isInstanceOf(UndecodableException.class);
        assertThatThrownBy(() -> json.of(event(other, VALUE))).isInstanceOf(UndecodableException.class);
    }
}
