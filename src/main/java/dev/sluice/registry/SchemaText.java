package dev.sluice.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import org.apache.avro.Schema;

/** The text of a schema as others see it: as in its file, without what Avro's code generator added for Java. */
public final class SchemaText {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String JAVA_STRING = "avro.java.string";

    private SchemaText() {}

    public static String of(Schema schema) {
        return tree(schema).toString();
    }

    /** The same as a tree, which the caller may change. */
    public static JsonNode tree(Schema schema) {
        try {
            return withoutJava(JSON.readTree(schema.toString()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Avro wrote a schema that is no JSON", e);
        }
    }

    private static JsonNode withoutJava(JsonNode node) {
        if (node.isArray()) {
            var array = JSON.createArrayNode();
            node.forEach(item -> array.add(withoutJava(item)));
            return array;
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode object = JSON.createObjectNode();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (!member.getKey().equals(JAVA_STRING)) {
                object.set(member.getKey(), withoutJava(member.getValue()));
            }
        }
        boolean onlyString = node.has(JAVA_STRING) && object.size() == 1 && object.has("type");
        return onlyString ? TextNode.valueOf(object.get("type").asText()) : object;
    }
}
