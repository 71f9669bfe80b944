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
 * Creates example values that an {@link EventReader} accepts. The value of a field is its {@code example} attribute, or else a
 * value of its type.
 */
public final class Examples {

    /** The attribute of a field that contains its example. */
    static final String ATTRIBUTE = "example";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** The enclosing records. A recursive record ends with null or an empty array or map. */
    private final Set<String> open = new HashSet<>();

    private Examples() {}

    /** Returns an example value of a schema. */
    public static JsonNode of(Schema schema) {
        return new Examples().value(schema);
    }

    private JsonNode value(Schema schema) {
        ScalarCodec logicalType = ScalarCodec.ofLogicalType(schema);
        if (logicalType instanceof DurationCodec) {
            return NODES.textNode("P1M2DT3.004S");
        }
        if (logicalType instanceof UuidCodec) {
            return NODES.textNode("0190163d-8694-739b-aea5-966c26f8ad91");
        }
        if (logicalType != null) {
            // A decimal, or a time since the epoch or midnight.
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
            Object example = field.getObjectProp(ATTRIBUTE);
            object.set(field.name(), example == null ? value(field.schema()) : JSON.valueToTree(example));
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
