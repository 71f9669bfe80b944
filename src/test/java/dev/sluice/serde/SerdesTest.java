package dev.sluice.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.processing.event.Ticket;
import dev.sluice.registry.SchemaRegistryUnavailableException;
import dev.sluice.registry.SchemaRejectedException;
import dev.sluice.testing.DevServers;
import dev.sluice.testing.Registry;
import dev.sluice.testing.parcel.Item;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

/** The serializer and the deserializer against the real registry. */
@QuarkusTest
class SerdesTest {

    private static final Item ITEM = new Item("WIDGET-A", 3, new BigDecimal("29.99"));

    DevServicesContext devServices;

    private Map<String, Object> settings(String... more) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("schema.registry.url", new DevServers(devServices).registry());
        settings.put("value.subject.name.strategy", "RecordNameStrategy");
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    private static AvroSerializer serializer(Map<String, Object> settings) {
        AvroSerializer serializer = new AvroSerializer();
        serializer.configure(settings, false);
        return serializer;
    }

    private static AvroDeserializer deserializer(Map<String, Object> settings) {
        AvroDeserializer deserializer = new AvroDeserializer();
        deserializer.configure(settings, false);
        return deserializer;
    }

    @Test
    void roundTripsGeneratedClass() {
        // When
        byte[] bytes = serializer(settings()).serialize("any", ITEM);

        // Then
        assertThat(deserializer(settings()).deserialize("any", bytes)).isEqualTo(ITEM);
        assertThat(deserializer(settings()).deserialize("any", null)).isNull();
    }

    @Test
    void keepsNanosecondsBefore1970() {
        // Given
        Ticket ticket = new Ticket("key", Instant.ofEpochSecond(-1, 1));

        // When
        byte[] bytes = serializer(settings())
                .serialize("any", Ticket.newBuilder(ticket).build());

        // Then
        assertThat(deserializer(settings()).deserialize("any", bytes)).isEqualTo(ticket);
    }

    @Test
    void resolvesOlderSchemaToGeneratedClass() {
        // Given
        Schema older = new Schema.Parser().parse("""
                {"type":"record","name":"Item","namespace":"dev.sluice.testing.parcel","fields":[
                {"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":18,"scale":2}},
                {"name":"quantity","type":"int"},{"name":"sku","type":"string"},{"name":"gone","type":"string"}]}""");
        GenericRecord value = new GenericRecordBuilder(older)
                .set("sku", "WIDGET-A")
                .set("quantity", 3)
                .set(
                        "price",
                        ByteBuffer.wrap(new BigDecimal("29.99").unscaledValue().toByteArray()))
                .set("gone", "x")
                .build();
        byte[] bytes = serializer(settings("value.subject.name.strategy", "TopicRecordNameStrategy"))
                .serialize("old", value);

        // When
        Object decoded = deserializer(settings()).deserialize("any", bytes);

        // Then
        assertThat(decoded).isEqualTo(ITEM);
    }

    @Test
    void decodesGenericRecordWithoutGeneratedClass() {
        // Given
        Schema schema = SchemaBuilder.record("Foreign")
                .namespace("other")
                .fields()
                .requiredInt("n")
                .endRecord();
        byte[] bytes = serializer(settings())
                .serialize("any", new GenericRecordBuilder(schema).set("n", 5).build());

        // When
        Object decoded = deserializer(settings()).deserialize("any", bytes);

        // Then
        assertThat(decoded).isInstanceOfSatisfying(GenericRecord.class, record -> assertThat(record.get("n"))
                .isEqualTo(5));
    }

    @Test
    void decodesValueWhoseSchemaRefersToOthers() {
        // Given
        Registry registry = new Registry(new DevServers(devServices).registry());
        registry.register(
                "other.Money",
                "{\"type\":\"record\",\"name\":\"other.Money\",\"fields\":["
                        + "{\"name\":\"cents\",\"type\":\"long\"}]}");
        registry.register(
                "other.Line",
                "{\"type\":\"record\",\"name\":\"other.Line\",\"fields\":[{\"name\":\"price\",\"type\":\"other.Money\"}]}",
                "other.Money");
        int id = registry.register(
                "other.Bill",
                "{\"type\":\"record\",\"name\":\"other.Bill\",\"fields\":[{\"name\":\"line\",\"type\":\"other.Line\"},"
                        + "{\"name\":\"total\",\"type\":\"other.Money\"}]}",
                "other.Line",
                "other.Money");
        byte[] value = ByteBuffer.allocate(7)
                .put((byte) 0)
                .putInt(id)
                .put((byte) 2)
                .put((byte) 4)
                .array();

        // When
        Object decoded = deserializer(settings()).deserialize("any", value);

        // Then
        assertThat(decoded).hasToString("{\"line\": {\"price\": {\"cents\": 1}}, \"total\": {\"cents\": 2}}");
    }

    @Test
    void rejectsUnregisteredSchemaWithoutAutoRegistration() {
        // Given
        Schema schema =
                SchemaBuilder.record("Unregistered").namespace("other").fields().endRecord();
        GenericRecord value = new GenericRecordBuilder(schema).build();
        AvroSerializer lookUpOnly = serializer(settings("auto.register.schemas", "false"));

        // Then
        assertThatThrownBy(() -> lookUpOnly.serialize("any", value)).isInstanceOf(SchemaRejectedException.class);
        assertThat(serializer(settings()).serialize("any", ITEM))
                .isEqualTo(
                        serializer(settings("auto.register.schemas", "false")).serialize("any", ITEM));
    }

    @Test
    void requiresLatestVersionToEqualOwnSchema() {
        // Given
        Schema first = SchemaBuilder.record("Latest")
                .namespace("other")
                .fields()
                .requiredInt("n")
                .endRecord();
        Schema second = SchemaBuilder.record("Latest")
                .namespace("other")
                .fields()
                .requiredInt("n")
                .optionalInt("m")
                .endRecord();
        Registry registry = new Registry(new DevServers(devServices).registry());
        registry.register("other.Latest", first);
        int latest = registry.register("other.Latest", second);
        AvroSerializer useLatest = serializer(settings("use.latest.version", "true"));

        // When
        byte[] bytes = useLatest.serialize(
                "any", new GenericRecordBuilder(second).set("n", 1).build());

        // Then
        assertThat(ByteBuffer.wrap(bytes, 1, 4).getInt()).isEqualTo(latest);
        assertThatThrownBy(() -> useLatest.serialize(
                        "any", new GenericRecordBuilder(first).set("n", 1).build()))
                .isInstanceOf(SchemaRejectedException.class);
    }

    @Test
    void rejectsUndecodableBytes() {
        // Given
        byte[] good = serializer(settings()).serialize("any", ITEM);
        byte[] truncated = Arrays.copyOf(good, good.length - 1);
        byte[] tooLong = Arrays.copyOf(good, good.length + 1);
        byte[] wrongMagic = good.clone();
        wrongMagic[0] = 1;
        byte[] hugeLength = {0, good[1], good[2], good[3], good[4], -2, -1, -1, -1, 15};
        AvroDeserializer deserializer = deserializer(settings());

        // Then
        for (byte[] bytes : List.of(truncated, tooLong, wrongMagic, hugeLength, new byte[0], new byte[] {0, 0, 0})) {
            assertThatThrownBy(() -> deserializer.deserialize("any", bytes)).isInstanceOf(UndecodableException.class);
        }
        assertThat(deserializer.deserialize("any", good)).isEqualTo(ITEM);
    }

    @Test
    void rejectsUnknownSchemaId() {
        byte[] bytes = ByteBuffer.allocate(6).put((byte) 0).putInt(888_888).array();
        assertThatThrownBy(() -> deserializer(settings()).deserialize("any", bytes))
                .isInstanceOf(SchemaRejectedException.class);
    }

    @Test
    void failsOnlyIfAllRegistryAddressesAreUnavailable() throws IOException {
        // Given
        String unavailable;
        try (ServerSocket socket = new ServerSocket(0)) {
            unavailable = "http://localhost:" + socket.getLocalPort();
        }
        String both = unavailable + "," + new DevServers(devServices).registry();

        // Then
        assertThatThrownBy(() ->
                        serializer(settings("schema.registry.url", unavailable)).serialize("any", ITEM))
                .isInstanceOf(SchemaRegistryUnavailableException.class);
        assertThat(serializer(settings("schema.registry.url", both)).serialize("any", ITEM))
                .isNotEmpty();
    }

    @Test
    void rejectsValuesThatAreNotValidAvro() {
        assertThatThrownBy(() -> serializer(settings()).serialize("any", "text"))
                .isInstanceOf(SerializationException.class);
        assertThatThrownBy(() -> serializer(settings()).serialize("any", new Item()))
                .isInstanceOf(SerializationException.class);
    }
}
