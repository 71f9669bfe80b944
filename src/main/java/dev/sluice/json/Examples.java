package dev.sluice.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * An example of what an {@link EventReader} accepts. A field's {@code example} attribute says what stands for it; without
 * one, something of its type does.
 */
public final class Examples {

    /** The attribute of a field. */
    static final String ATTRIBUTE = "example";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** The records that the value is in: one that holds itself ends at null or at an empty array or map. */
    private final Set<String> open = new HashSet<>();

    private Examples() {}

    public static JsonNode of(Schema schema) {
        return new Examples().value(schema);
    }

    private JsonNode value(Schema schema) {
        ScalarCodec logicalType = Scalars.logical(schema);
        if (logicalType instanceof DurationCodec) {
            return NODES.textNode("P1M2DT3.004S");
        }
        if (logicalType instanceof UuidCodec) {
            return NODES.textNode("0190163d-8694-739b-aea5-966c26f8ad91");
        }
        if (logicalType != null) {
            // A decimal, or a time since the epoch or since midnight.
            return NODES.numberNode(0);
        }
        return switch (schema.getType()) {
            case RECORD -> fields(schema);
            case UNION -> union(schema);
            case ARRAY ->
                isOpen(schema.getElementType())
                        ? NODES.arrayNode()
                        : NODES.arrayNode().add(value(schema.getElementType()));
            case MAP ->
                isOpen(schema.getValueType())
                        ? NODES.objectNode()
                        : NODES.objectNode().set("key", value(schema.getValueType()));
            case ENUM -> NODES.textNode(schema.getEnumSymbols().get(0));
            case FIXED -> NODES.textNode(Base64.getEncoder().encodeToString(new byte[schema.getFixedSize()]));
            case BYTES -> NODES.textNode("AAECAw==");
            case STRING -> NODES.textNode("text");
            case INT, LONG -> NODES.numberNode(1);
            case FLOAT, DOUBLE -> NODES.numberNode(0.5);
            case BOOLEAN -> NODES.booleanNode(true);
            case NULL -> NODES.nullNode();
        };
    }

    private ObjectNode fields(Schema schema) {
        open.add(schema.getFullName());
        ObjectNode object = NODES.objectNode();
        for (Schema.Field field : schema.getFields()) {
            Object given = field.getObjectProp(ATTRIBUTE);
            object.set(field.name(), given == null ? value(field.schema()) : JSON.valueToTree(given));
        }
        open.remove(schema.getFullName());
        return object;
    }

    private JsonNode union(Schema schema) {
        UnionBranches branches = new UnionBranches(schema);
        for (int i = 0; i < branches.schemas().size(); i++) {
            Schema branch = branches.schemas().get(i);
            if (branch.getType() != Schema.Type.NULL && !isOpen(branch)) {
                return branches.needsTag(i)
                        ? NODES.objectNode().set(branches.names().get(i), value(branch))
                        : value(branch);
            }
        }
        return NODES.nullNode();
    }

    private boolean isOpen(Schema schema) {
        return schema.getType() == Schema.Type.RECORD && open.contains(schema.getFullName());
    }
}
