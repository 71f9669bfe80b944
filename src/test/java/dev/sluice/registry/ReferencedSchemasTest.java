package dev.sluice.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testing.LyingRegistry;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Schemas with references, as the Maven plugins of Confluent and Apicurio register them. */
@Execution(ExecutionMode.CONCURRENT)
class ReferencedSchemasTest {

    private final LyingRegistry server = new LyingRegistry();

    @AfterEach
    void stop() {
        server.close();
    }

    private Schema schema(int id) {
        return SchemaRegistry.of(Map.of("schema.registry.url", server.address()))
                .schema(id);
    }

    private static String record(String name, String... types) {
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < types.length; i++) {
            fields.append(i == 0 ? "" : ",")
                    .append("{\"name\":\"f")
                    .append(i)
                    .append("\",\"type\":\"")
                    .append(types[i])
                    .append("\"}");
        }
        return "{\"type\":\"record\",\"name\":\"" + name + "\",\"namespace\":\"n\",\"fields\":[" + fields + "]}";
    }

    @Test
    void resolvesNestedAndSharedReferences() {
        // Given
        server.put(1, "n.Money", record("Money", "long"));
        server.put(2, "n.Item", record("Item", "n.Money"), "n.Money");
        server.put(3, "n.Parcel", record("Parcel", "n.Item", "n.Money"), "n.Item", "n.Money");

        // When
        Schema parcel = schema(3);

        // Then
        assertThat(parcel.getField("f0").schema().getField("f0").schema().getFullName())
                .isEqualTo("n.Money");
        assertThat(parcel.getField("f1").schema().getFullName()).isEqualTo("n.Money");
    }

    @Test
    void rejectsCycle() {
        // Given
        server.put(1, "n.A", record("A", "int"), "n.B");
        server.put(2, "n.B", record("B", "int"), "n.A");

        // Then
        assertThatThrownBy(() -> schema(1))
                .isInstanceOf(SchemaRejectedException.class)
                .hasMessageContaining("refers to itself");
    }

    @Test
    void rejectsTooManyAndTooDeepReferences() {
        // Given
        String[] many = IntStream.rangeClosed(1, 101)
                .mapToObj(i -> {
                    server.put(i, "n.M" + i, record("M" + i));
                    return "n.M" + i;
                })
                .toArray(String[]::new);
        server.put(200, "n.Many", record("Many"), many);
        server.put(300, "n.D0", record("D0"));
        IntStream.rangeClosed(1, 30).forEach(i -> server.put(300 + i, "n.D" + i, record("D" + i), "n.D" + (i - 1)));

        // Then
        assertThatThrownBy(() -> schema(200)).isInstanceOf(SchemaRejectedException.class);
        assertThatThrownBy(() -> schema(330)).isInstanceOf(SchemaRejectedException.class);
        assertThat(schema(320).getName()).isEqualTo("D20");
    }

    @Test
    void rejectsMissingReferenceAndOtherLanguages() {
        // Given
        server.put(1, "n.A", record("A", "n.B"), "n.B");

        // Then
        assertThatThrownBy(() -> schema(1)).isInstanceOf(SchemaRejectedException.class);
        server.lie("/schemas/ids/2", 200, "{\"schemaType\":\"PROTOBUF\",\"schema\":\"message A {}\"}");
        assertThatThrownBy(() -> schema(2))
                .isInstanceOf(SchemaRejectedException.class)
                .hasMessageContaining("PROTOBUF");
        server.lie("/schemas/ids/3", 200, "{\"schema\":\"{\\\"type\\\":\\\"record\\\"}\"}");
        assertThatThrownBy(() -> schema(3))
                .isInstanceOf(SchemaRejectedException.class)
                .hasMessageContaining("not a valid Avro schema");
    }
}
