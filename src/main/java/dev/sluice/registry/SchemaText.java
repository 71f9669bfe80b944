package dev.sluice.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import org.apache.avro.Schema;

/** Converts schemas to their published text: as in the file, without the attributes that Avro's code generator adds. */
public final class SchemaText {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String JAVA_STRING = "avro.java.string";

    private SchemaText() {}

    /** Returns the JSON text of a schema. */
    public static String of(Schema schema) {
        return tree(schema).toString();
    }

    /** Returns a schema as a JSON tree, which the caller may modify. */
    public static JsonNode tree(Schema schema) {
        try {
            return withoutJavaAttributes(JSON.readTree(schema.toString()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Avro wrote a schema that is not valid JSON", e);
        }
    }

    private static JsonNode withoutJavaAttributes(JsonNode node) {
        if (node.isArray()) {
            var array = JSON.createArrayNode();
            node.forEach(item -> array.add(withoutJavaAttributes(item)));
            return array;
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode object = JSON.createObjectNode();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (!member.getKey().equals(JAVA_STRING)) {
                object.set(member.getKey(), withoutJavaAttributes(member.getValue()));
            }
        }
        boolean onlyString = node.has(JAVA_STRING) && object.size() == 1 && object.has("type");
        return onlyString ? TextNode.valueOf(object.get("type").asText()) : object;
    }
}
