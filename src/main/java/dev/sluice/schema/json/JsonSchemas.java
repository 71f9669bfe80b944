package dev.sluice.schema.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** The JSON Schema (draft 2020-12) of what an {@link EventReader} accepts. */
public final class JsonSchemas {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String definitionsPath;
    private final ObjectNode definitions = JSON.createObjectNode();

    private JsonSchemas(String definitionsPath) {
        this.definitionsPath = definitionsPath;
    }

    /** A schema document by itself. */
    public static ObjectNode document(Schema schema) {
        JsonSchemas schemas = new JsonSchemas("#/$defs/");
        ObjectNode root = JSON.createObjectNode();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.setAll(schemas.of(schema));
        root.set("$defs", schemas.definitions);
        return root;
    }

    /**
     * The definitions of a record and of all that it holds, by their full names.
     *
     * @param path where the document that they become part of has them, such as {@code #/components/schemas/}
     */
    public static ObjectNode definitions(Schema schema, String path) {
        JsonSchemas schemas = new JsonSchemas(path);
        schemas.of(schema);
        return schemas.definitions;
    }

    private ObjectNode of(Schema schema) {
        LogicalType logicalType = schema.getLogicalType();
        if (logicalType instanceof LogicalTypes.Decimal decimal) {
            return decimal(decimal);
        }
        if (logicalType != null && TimeReader.of(logicalType.getName()) != null) {
            return time(logicalType.getName());
        }
        if (logicalType != null && logicalType.getName().equals("uuid")) {
            return type("string").put("format", "uuid");
        }
        return switch (schema.getType()) {
            case RECORD, ENUM -> reference(schema);
            case UNION -> {
                ObjectNode union = JSON.createObjectNode();
                ArrayNode branches = union.putArray("anyOf");
                schema.getTypes().forEach(branch -> branches.add(of(branch)));
                yield union;
            }
            case ARRAY -> type("array").set("items", of(schema.getElementType()));
            case MAP -> type("object").set("additionalProperties", of(schema.getValueType()));
            case BYTES, FIXED -> type("string").put("contentEncoding", "base64");
            case STRING -> type("string");
            case INT -> type("integer").put("minimum", Integer.MIN_VALUE).put("maximum", Integer.MAX_VALUE);
            case LONG -> type("integer").put("minimum", Long.MIN_VALUE).put("maximum", Long.MAX_VALUE);
            case FLOAT, DOUBLE -> type("number");
            case BOOLEAN -> type("boolean");
            case NULL -> type("null");
        };
    }

    private ObjectNode reference(Schema schema) {
        if (!definitions.has(schema.getFullName())) {
            // Its place first: a record can hold itself.
            ObjectNode definition = definitions.putObject(schema.getFullName());
            describe(definition, schema.getDoc());
            if (schema.getType() == Schema.Type.ENUM) {
                definition.put("type", "string");
                schema.getEnumSymbols().forEach(definition.putArray("enum")::add);
            } else {
                fields(definition, schema);
            }
        }
        return JSON.createObjectNode().put("$ref", definitionsPath + schema.getFullName());
    }

    private void fields(ObjectNode definition, Schema schema) {
        definition.put("type", "object");
        ObjectNode properties = definition.putObject("properties");
        ArrayNode required = JSON.createArrayNode();
        for (Schema.Field field : schema.getFields()) {
            ObjectNode property = of(field.schema());
            describe(property, field.doc());
            if (field.getObjectProp(Examples.ATTRIBUTE) != null) {
                property.putArray("examples").add(JSON.<JsonNode>valueToTree(field.getObjectProp(Examples.ATTRIBUTE)));
            }
            properties.set(field.name(), property);
            if (!field.hasDefaultValue() && !field.schema().isNullable()) {
                required.add(field.name());
            }
        }
        definition.set("required", required);
        definition.put("additionalProperties", false);
    }

    private static void describe(ObjectNode node, String text) {
        if (text != null) {
            node.put("description", text);
        }
    }

    private static ObjectNode decimal(LogicalTypes.Decimal decimal) {
        int before = decimal.getPrecision() - decimal.getScale();
        String after = decimal.getScale() == 0 ? "" : "(\\.[0-9]{0," + decimal.getScale() + "}0*)?";
        ObjectNode node = JSON.createObjectNode();
        ArrayNode forms = node.putArray("anyOf");
        forms.add(type("number"));
        forms.add(type("string").put("pattern", "^[+-]?[0-9]{1," + Math.max(before, 1) + "}" + after + "$"));
        return node;
    }

    private static ObjectNode time(String logicalType) {
        String format = logicalType.equals("date") ? "date" : logicalType.startsWith("timestamp") ? "date-time" : null;
        ObjectNode text = type("string");
        if (format != null) {
            text.put("format", format);
        }
        ObjectNode node = JSON.createObjectNode();
        node.putArray("anyOf").add(text).add(type("integer"));
        return node;
    }

    private static ObjectNode type(String name) {
        return JSON.createObjectNode().put("type", name);
    }
}
