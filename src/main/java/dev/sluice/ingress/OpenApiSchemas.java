package dev.sluice.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** OpenAPI's model of a JSON Schema. OpenAPI 3.1 takes JSON Schema as it is; its Java model wants to be built. */
final class OpenApiSchemas {

    private static final ObjectMapper JSON = new ObjectMapper();

    private OpenApiSchemas() {}

    static Schema of(JsonNode jsonSchema) {
        Schema schema = OASFactory.createSchema();
        for (Map.Entry<String, JsonNode> keyword : jsonSchema.properties()) {
            set(schema, keyword.getKey(), keyword.getValue());
        }
        return schema;
    }

    private static void set(Schema schema, String keyword, JsonNode value) {
        switch (keyword) {
            case "$ref" -> schema.setRef(value.asText());
            case "type" ->
                schema.addType(Schema.SchemaType.valueOf(value.asText().toUpperCase(Locale.ROOT)));
            case "items" -> schema.setItems(of(value));
            case "anyOf" -> value.forEach(branch -> schema.addAnyOf(of(branch)));
            case "properties" ->
                value.properties().forEach(property -> schema.addProperty(property.getKey(), of(property.getValue())));
            case "additionalProperties" -> {
                if (value.isBoolean()) {
                    schema.setAdditionalPropertiesBoolean(value.booleanValue());
                } else {
                    schema.setAdditionalPropertiesSchema(of(value));
                }
            }
            default -> schema.set(keyword, JSON.convertValue(value, Object.class));
        }
    }
}
