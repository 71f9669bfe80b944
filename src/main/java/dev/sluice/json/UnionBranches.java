package dev.sluice.json;

import com.fasterxml.jackson.core.JsonToken;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * The branches of a union by the first token of their JSON values. If a token can start values of several branches, a value
 * of the union can be tagged as in Avro's own JSON encoding: {@code {"long": 5}}. Other unions have no tags.
 */
final class UnionBranches {

    /** The result of {@link #of} for a token that starts no value of the union. */
    static final int NONE = -1;
    /** The result of {@link #of} for a token that starts values of several branches. */
    static final int AMBIGUOUS = -2;

    private static final Set<JsonToken> FIRST_TOKENS = Set.of(
            JsonToken.VALUE_NULL,
            JsonToken.VALUE_TRUE,
            JsonToken.VALUE_FALSE,
            JsonToken.VALUE_NUMBER_INT,
            JsonToken.VALUE_NUMBER_FLOAT,
            JsonToken.VALUE_STRING,
            JsonToken.START_OBJECT,
            JsonToken.START_ARRAY);

    private final List<Schema> schemas;
    private final List<String> names;
    private final Map<JsonToken, Integer> byToken = new EnumMap<>(JsonToken.class);
    private final boolean[] needsTag;
    private final boolean[] needsTagIfNotFinite;
    private final boolean allowTags;
    private final boolean objectsNeedTags;

    UnionBranches(Schema union) {
        schemas = union.getTypes();
        names = schemas.stream().map(Schema::getFullName).toList();
        needsTag = new boolean[schemas.size()];
        needsTagIfNotFinite = new boolean[schemas.size()];
        boolean shared = false;
        for (JsonToken token : FIRST_TOKENS) {
            List<Integer> accepting = accepting(token);
            byToken.put(token, accepting.isEmpty() ? NONE : accepting.size() == 1 ? accepting.get(0) : AMBIGUOUS);
            if (accepting.size() > 1) {
                shared = true;
                accepting.forEach(branch -> needsTag[branch] = true);
            }
        }
        for (int i = 0; i < schemas.size(); i++) {
            needsTagIfNotFinite[i] = isFloatingPoint(schemas.get(i))
                    && !accepting(JsonToken.VALUE_STRING).contains(i);
            shared |= needsTagIfNotFinite[i];
        }
        allowTags = shared;
        objectsNeedTags = allowTags && schemas.stream().anyMatch(this::looksLikeTag);
        for (int i = 0; i < schemas.size(); i++) {
            needsTag[i] |= objectsNeedTags && startsObject(schemas.get(i));
        }
    }

    /** Returns the branches that accept a token. The string {@code "NaN"} belongs to a branch for strings if there is one. */
    private List<Integer> accepting(JsonToken token) {
        List<Integer> accepting = new ArrayList<>();
        for (int i = 0; i < schemas.size(); i++) {
            if (accepts(schemas.get(i), token)) {
                accepting.add(i);
            }
        }
        if (token == JsonToken.VALUE_STRING && !accepting.stream().allMatch(i -> isFloatingPoint(schemas.get(i)))) {
            accepting.removeIf(i -> isFloatingPoint(schemas.get(i)));
        }
        return accepting;
    }

    private static boolean accepts(Schema schema, JsonToken token) {
        return switch (schema.getType()) {
            case RECORD, MAP -> token == JsonToken.START_OBJECT;
            case ARRAY -> token == JsonToken.START_ARRAY;
            default -> ScalarCodec.of(schema).accepts(token);
        };
    }

    /** Returns whether values of a branch are JSON objects. */
    static boolean startsObject(Schema schema) {
        return schema.getType() == Schema.Type.RECORD || schema.getType() == Schema.Type.MAP;
    }

    private static boolean isFloatingPoint(Schema schema) {
        return schema.getType() == Schema.Type.FLOAT || schema.getType() == Schema.Type.DOUBLE;
    }

    private boolean looksLikeTag(Schema schema) {
        return schema.getType() == Schema.Type.MAP
                || (schema.getType() == Schema.Type.RECORD
                        && schema.getFields().stream()
                                .anyMatch(field -> names.contains(field.name())
                                        || field.aliases().stream().anyMatch(names::contains)));
    }

    List<Schema> schemas() {
        return schemas;
    }

    /** Returns the names of the branches, as used in tags. */
    List<String> names() {
        return names;
    }

    /** Returns the only branch whose values can start with a token, {@link #NONE} or {@link #AMBIGUOUS}. */
    int of(JsonToken first) {
        return byToken.getOrDefault(first, NONE);
    }

    /** Returns whether an object whose member is named like a branch is a tagged value. */
    boolean allowTags() {
        return allowTags;
    }

    /** Returns whether every object must be tagged, since an untagged one could look like a tagged value. */
    boolean objectsNeedTags() {
        return objectsNeedTags;
    }

    /** Returns whether values of a branch are ambiguous without a tag. */
    boolean needsTag(int branch) {
        return needsTag[branch];
    }

    /** Returns whether a branch is a float or a double whose NaN and infinities would be read as strings without a tag. */
    boolean needsTagIfNotFinite(int branch) {
        return needsTagIfNotFinite[branch];
    }
}
