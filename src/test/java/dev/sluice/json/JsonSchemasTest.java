package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import dev.sluice.event.EventType;
import dev.sluice.json.EventReader.Result;
import dev.sluice.testing.parcel.ParcelCreated;
import dev.sluice.testing.parcel.ParcelStatus;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Verifies the JSON Schemas with an independent validator. */
class JsonSchemasTest {

    private static final String EVERYTHING = """
            {"name":"id","type":"string"},
            {"name":"flag","type":"boolean"},
            {"name":"float","type":"float"},
            {"name":"bytes","type":"bytes"},
            {"name":"fixed","type":{"type":"fixed","name":"Four","size":4}},
            {"name":"uuid","type":{"type":"string","logicalType":"uuid"}},
            {"name":"date","type":{"type":"int","logicalType":"date"}},
            {"name":"amount","type":{"type":"bytes","logicalType":"decimal","precision":9,"scale":3}},
            {"name":"textOrBytes","type":["string","bytes"]},
            {"name":"duration","type":{"type":"fixed","name":"Lasting","size":12,"logicalType":"duration"}},
            {"name":"exact","type":{"type":"bytes","logicalType":"big-decimal"}},
            {"name":"map","type":{"type":"map","values":["null","long"]}},
            {"name":"enum","type":{"type":"enum","name":"Color","symbols":["RED","GREEN"]}},
            {"name":"node","type":{"type":"record","name":"Node","fields":[
                {"name":"next","type":["null","Node"],"default":null},
                {"name":"all","type":{"type":"array","items":"Node"}}]}}""";

    static Stream<EventType> types() {
        return Stream.of(TestTypes.of(EVERYTHING), EventType.of(ParcelCreated.class), EventType.of(ParcelStatus.class));
    }

    private static JsonSchema schema(EventType type) {
        return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(JsonSchemas.document(type.schema()));
    }

    @ParameterizedTest
    @MethodSource("types")
    void acceptsExampleInReaderAndJsonSchema(EventType type) {
        // When
        JsonNode example = Examples.of(type.schema());

        // Then
        assertThat(schema(type).validate(example)).isEmpty();
        assertThat(new EventReader(type).read(example.toString().getBytes(UTF_8), 1))
                .isInstanceOf(Result.Valid.class);
    }

    @ParameterizedTest
    @MethodSource("types")
    void rejectsUnknownFieldInReaderAndJsonSchema(EventType type) {
        // Given
        var example = ((ObjectNode) Examples.of(type.schema())).put("other", 1);

        // Then
        assertThat(schema(type).validate(example)).hasSize(1);
        assertThat(new EventReader(type).read(example.toString().getBytes(UTF_8), 1))
                .isInstanceOf(Result.Invalid.class);
    }

    @Property(tries = 2000)
    void readerAndJsonSchemaAgree(@ForAll long seed, @ForAll @IntRange(max = 3) int changes) throws IOException {
        // Given
        RandomAvro random = new RandomAvro(seed);
        EventType type = random.eventType();
        JsonNode document = RandomJson.changed(
                RandomJson.EXACT.readTree(new EventWriter(type.schema()).write(random.wireFormat(type.schema()))),
                changes,
                seed);
        byte[] json = RandomJson.EXACT.writeValueAsBytes(document);

        // When
        Result result = new EventReader(type).read(json, 1);
        Set<ValidationMessage> errors = schema(type).validate(forValidator(document));

        // Then
        if (result instanceof Result.Valid) {
            assertThat(errors).as("%s%n%s", type.schema(), document).isEmpty();
        } else if (!isLoose(type.schema(), new HashSet<>())) {
            assertThat(errors).as("%s%n%s%n%s", type.schema(), document, result).isNotEmpty();
        }
    }

    /**
     * Renames members that start with "#", which the validator ignores. Doubles a line feed at the end of a text: the validator uses
     * Java's patterns, whose $ also matches before a single one, unlike that of ECMA-262.
     */
    private static JsonNode forValidator(JsonNode node) {
        if (node instanceof ArrayNode array) {
            ArrayNode elements = array.arrayNode();
            array.forEach(element -> elements.add(forValidator(element)));
            return elements;
        }
        if (node instanceof ObjectNode object) {
            ObjectNode members = object.objectNode();
            object.properties()
                    .forEach(member -> members.set(
                            member.getKey().startsWith("#") ? "~" + member.getKey() : member.getKey(),
                            forValidator(member.getValue())));
            return members;
        }
        return node.isTextual() && node.textValue().endsWith("\n") ? TextNode.valueOf(node.textValue() + "\n") : node;
    }

    /** Returns whether the JSON Schema may accept values that the reader rejects: excess decimal digits and ambiguous unions. */
    private static boolean isLoose(Schema schema, Set<Schema> seen) {
        return switch (schema.getType()) {
            case RECORD ->
                seen.add(schema) && schema.getFields().stream().anyMatch(field -> isLoose(field.schema(), seen));
            case ARRAY -> isLoose(schema.getElementType(), seen);
            case MAP -> isLoose(schema.getValueType(), seen);
            case UNION ->
                new UnionBranches(schema).allowTags()
                        || schema.getTypes().stream().anyMatch(branch -> isLoose(branch, seen));
            default -> schema.getLogicalType() instanceof LogicalTypes.Decimal decimal && decimal.getScale() > 0;
        };
    }
}
