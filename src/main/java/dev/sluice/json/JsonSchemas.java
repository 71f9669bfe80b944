package dev.sluice.json;

import static dev.sluice.json.ScalarSchemas.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.TreeSet;
import org.apache.avro.Schema;

/**
 * Generates the JSON Schema (draft 2020-12) of the plain JSON that an {@link EventReader} accepts. A schema accepts all valid
 * events. It also accepts some that the reader rejects:
 *
 * <ul>
 *   <li>numbers with too many digits after the decimal point, since a {@code multipleOf} of 0.01 fails in validators that use
 *       binary floating point
 *   <li>doubles out of range
 *   <li>dates such as February 30, times beyond a timestamp's range, and parts of a duration beyond their range
 *   <li>values of a union that match more than one branch
 *   <li>an optional field that is given by its name and a former name
 * </ul>
 */
public final class JsonSchemas {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String definitionsPath;
    private final ObjectNode definitions = JSON.createObjectNode();

    private JsonSchemas(String definitionsPath) {
        this.definitionsPath = definitionsPath;
    }

    /** Returns a schema as a self-contained document. */
    public static ObjectNode document(Schema schema) {
        JsonSchemas schemas = new JsonSchemas("#/$defs/");
        ObjectNode root = JSON.createObjectNode();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.setAll(schemas.of(schema));
        root.set("$defs", schemas.definitions);
        return root;
    }

    /**
     * Returns the definitions of a record and of all named types in it, by full name.
     *
     * @param path prefix of references to the definitions in the enclosing document, such as {@code #/components/schemas/}
     */
    public static ObjectNode definitions(Schema schema, String path) {
        JsonSchemas schemas = new JsonSchemas(path);
        schemas.of(schema);
        return schemas.definitions;
    }

    private ObjectNode of(Schema schema) {
        return switch (schema.getType()) {
            case RECORD, ENUM -> reference(schema);
            case UNION -> union(new UnionBranches(schema));
            case ARRAY -> type("array").set("items", of(schema.getElementType()));
            case MAP -> type("object").set("additionalProperties", of(schema.getValueType()));
            default -> ScalarSchemas.of(schema);
        };
    }

    private ObjectNode union(UnionBranches branches) {
        ObjectNode union = JSON.createObjectNode();
        ArrayNode forms = union.putArray("anyOf");
        for (Schema branch : branches.schemas()) {
            if (!branches.objectsNeedTags() || !UnionBranches.startsObject(branch)) {
                forms.add(of(branch));
            }
        }
        if (branches.allowTags()) {
            ObjectNode tags = type("object");
            ObjectNode properties = tags.putObject("properties");
            for (Schema branch : branches.schemas()) {
                if (branch.getType() != Schema.Type.NULL) {
                    properties.set(branch.getFullName(), of(branch));
                }
            }
            forms.add(tags.put("minProperties", 1).put("maxProperties", 1).put("additionalProperties", false));
        }
        return union;
    }

    private ObjectNode reference(Schema schema) {
        if (!definitions.has(schema.getFullName())) {
            // Added before its fields, since a record can be recursive.
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
            boolean isRequired = !field.hasDefaultValue() && !field.schema().isNullable();
            if (isRequired && field.aliases().isEmpty()) {
                required.add(field.name());
            } else if (isRequired) {
                requireOneName(definition, field);
            }
        }
        for (Schema.Field field : schema.getFields()) {
            for (String alias : new TreeSet<>(field.aliases())) {
                if (!properties.has(alias)) {
                    properties.set(
                            alias,
                            of(field.schema())
                                    .put("description", "Former name of " + field.name())
                                    .put("deprecated", true));
                }
            }
        }
        definition.set("required", required);
        definition.put("additionalProperties", false);
    }

    /** Requires a field exactly once, by its name or a former name. */
    private static void requireOneName(ObjectNode definition, Schema.Field field) {
        ArrayNode names = definition.withArray("allOf").addObject().putArray("oneOf");
        names.addObject().putArray("required").add(field.name());
        new TreeSet<>(field.aliases())
                .forEach(alias -> names.addObject().putArray("required").add(alias));
    }

    private static void describe(ObjectNode node, String text) {
        if (text != null) {
            node.put("description", text);
        }
    }
}
