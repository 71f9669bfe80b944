package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.util.internal.Accessor;

/**
 * A default that Avro's parser accepts, but that is not a value of the field: it does not fit the field's logical type or size,
 * or Avro's readers take it for a value of another type. An event without the field could not be read.
 *
 * @param record the record, which can be nested in the event
 * @param field name of the field
 * @param detail the reason, such as "it must be a UUID …"
 */
public record InvalidDefault(Schema record, String field, String detail) {

    /** Returns the invalid defaults in the schema of an event, and in all records that it contains. */
    public static List<InvalidDefault> in(Schema event) {
        List<InvalidDefault> invalid = new ArrayList<>();
        addAll(event, new HashSet<>(), invalid);
        return invalid;
    }

    private static void addAll(Schema type, Set<String> seen, List<InvalidDefault> invalid) {
        switch (type.getType()) {
            case ARRAY -> addAll(type.getElementType(), seen, invalid);
            case MAP -> addAll(type.getValueType(), seen, invalid);
            case UNION -> type.getTypes().forEach(branch -> addAll(branch, seen, invalid));
            case RECORD -> {
                if (seen.add(type.getFullName())) {
                    for (Schema.Field field : type.getFields()) {
                        fault(field).ifPresent(detail -> invalid.add(new InvalidDefault(type, field.name(), detail)));
                        addAll(field.schema(), seen, invalid);
                    }
                }
            }
            default -> {}
        }
    }

    /** Reads a default as a published value, and compares the result with Avro's. */
    private static Optional<String> fault(Schema.Field field) {
        JsonNode json = Accessor.defaultValue(field);
        if (json == null) {
            return Optional.empty();
        }
        try (JsonParser parser = json.traverse()) {
            parser.nextToken();
            AvroBuffer out = new AvroBuffer(0, 64);
            ValidationErrors errors = ValidationErrors.forDocument();
            ValueReader.forDefault(field.schema()).read(parser, out, errors);
            if (!errors.isEmpty()) {
                ValidationError first = errors.toList().get(0);
                return Optional.of((first.pointer().isEmpty() ? "it" : first.pointer()) + " " + first.detail());
            }
            return Arrays.equals(out.toByteArray(), RecordReader.encodedDefault(field))
                    ? Optional.empty()
                    : Optional.of("it must be a value of the union's first type");
        } catch (AvroRuntimeException | NullPointerException e) {
            // Avro's encoder does not check the types of nested values.
            return Optional.of("it must be a value of the field's type");
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    /** A reader of unions in defaults, where Avro takes the first branch whose type could match the JSON. */
    record UnionReader(List<Schema> branches, List<ValueReader> readers) implements ValueReader {

        @Override
        public void read(JsonParser parser, AvroBuffer out, ValidationErrors errors) throws IOException {
            for (int i = 0; i < readers.size(); i++) {
                if (couldMatch(branches.get(i), parser.currentToken())) {
                    out.writeLong(i);
                    readers.get(i).read(parser, out, errors);
                    return;
                }
            }
            errors.add(parser, "must be a value of one of the union's types");
            parser.skipChildren();
        }

        /** Decides as {@code ResolvingGrammarGenerator} does (avro 1.12.1): most types match any JSON. */
        private static boolean couldMatch(Schema branch, JsonToken token) {
            return switch (branch.getType()) {
                case RECORD, ENUM, ARRAY, MAP, UNION -> true;
                case FIXED, STRING, BYTES -> token == JsonToken.VALUE_STRING;
                case INT, LONG, FLOAT, DOUBLE -> token.isNumeric();
                case BOOLEAN -> token.isBoolean();
                case NULL -> token == JsonToken.VALUE_NULL;
            };
        }

        @Override
        public boolean accepts(JsonToken first) {
            return branches.stream().anyMatch(branch -> couldMatch(branch, first));
        }
    }
}
