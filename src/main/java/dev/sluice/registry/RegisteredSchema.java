package dev.sluice.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/**
 * A schema as the registry stores it.
 *
 * @param type the schema language, such as {@code AVRO}
 * @param text the schema in its language
 * @param references the schemas that define further types that the text uses
 */
record RegisteredSchema(String type, String text, List<Reference> references) {

    private static final String AVRO = "AVRO";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The version of a subject. */
    record Reference(String subject, int version) {}

    /** A response of the registry does not have the content that its API specifies. */
    static final class NotAnAnswerException extends Exception {

        private static final long serialVersionUID = 1L;

        NotAnAnswerException(String message) {
            super(message);
        }
    }

    /** @throws NotAnAnswerException if the response has no schema, or members of other types than the API specifies */
    static RegisteredSchema of(JsonNode response) throws NotAnAnswerException {
        JsonNode text = response.path("schema");
        if (!text.isTextual()) {
            throw new NotAnAnswerException("the response has no schema");
        }
        JsonNode type = response.path("schemaType");
        if (!type.isTextual() && !isAbsent(type)) {
            throw new NotAnAnswerException("the response has a schemaType that is not a string");
        }
        RegisteredSchema schema = new RegisteredSchema(
                isAbsent(type) ? AVRO : type.asText(), text.asText(), references(response.path("references")));
        if (schema.isAvro() && !isSchema(schema.text)) {
            throw new NotAnAnswerException("the response has a text that is not an Avro schema");
        }
        return schema;
    }

    /**
     * Returns the schema id of a response.
     *
     * @throws NotAnAnswerException if it has none
     */
    static int id(JsonNode response) throws NotAnAnswerException {
        JsonNode id = response.path("id");
        if (!id.isIntegralNumber() || !id.canConvertToInt() || id.asInt() < 1) {
            throw new NotAnAnswerException("the response has no schema id");
        }
        return id.asInt();
    }

    private static List<Reference> references(JsonNode array) throws NotAnAnswerException {
        if (!array.isArray() && !isAbsent(array)) {
            throw new NotAnAnswerException("the response has references that are not an array");
        }
        List<Reference> references = new ArrayList<>();
        for (JsonNode reference : array) {
            JsonNode version = reference.path("version");
            if (!reference.path("subject").isTextual() || !version.isIntegralNumber() || !version.canConvertToInt()) {
                throw new NotAnAnswerException("the response has a reference without subject or version");
            }
            references.add(new Reference(reference.path("subject").asText(), version.asInt()));
        }
        return references;
    }

    private static boolean isAbsent(JsonNode member) {
        return member.isMissingNode() || member.isNull();
    }

    /** Returns whether a text has the form of an Avro schema. Avro itself decides whether it is valid. */
    private static boolean isSchema(String text) {
        try {
            JsonNode schema = JSON.readTree(text);
            return schema.isTextual() || schema.isArray() || schema.has("type");
        } catch (JsonProcessingException notJson) {
            return false;
        }
    }

    boolean isAvro() {
        return type.equals(AVRO);
    }
}
