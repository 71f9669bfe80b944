package dev.sluice.json;

import com.fasterxml.jackson.core.JsonToken;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * Which branch of a union a JSON value is of, as far as its first token tells. Where a token starts values of several
 * branches, a value can be tagged as in Avro's own JSON encoding, {@code {"long": 5}}; in any other union nothing is a tag.
 */
final class UnionBranches {

    static final int NONE = -1;
    static final int SEVERAL = -2;

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
    private final boolean[] isFloatingPointAmongStrings;
    private final boolean tagged;
    private final boolean objectsNeedTags;

    UnionBranches(Schema union) {
        schemas = union.getTypes();
        names = schemas.stream().map(Schema::getFullName).toList();
        needsTag = new boolean[schemas.size()];
        isFloatingPointAmongStrings = new boolean[schemas.size()];
        boolean shared = false;
        for (JsonToken token : FIRST_TOKENS) {
            List<Integer> accepting = accepting(token);
            byToken.put(token, accepting.isEmpty() ? NONE : accepting.size() == 1 ? accepting.get(0) : SEVERAL);
            if (accepting.size() > 1) {
                shared = true;
                accepting.forEach(branch -> needsTag[branch] = true);
            }
        }
        for (int i = 0; i < schemas.size(); i++) {
            isFloatingPointAmongStrings[i] = isFloatingPoint(schemas.get(i))
                    && !accepting(JsonToken.VALUE_STRING).contains(i);
            shared |= isFloatingPointAmongStrings[i];
        }
        tagged = shared;
        objectsNeedTags = tagged && schemas.stream().anyMatch(this::looksLikeTag);
        for (int i = 0; i < schemas.size(); i++) {
            needsTag[i] |= objectsNeedTags && startsObject(schemas.get(i));
        }
    }

    /** The string {@code "NaN"} is a string's, if there is a branch for strings. */
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
            default -> Scalars.of(schema).accepts(token);
        };
    }

    /** Whether a value of a branch is an object. */
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

    /** The branches' names, as tags have them. */
    List<String> names() {
        return names;
    }

    /** The branch of all values that start so, {@link #NONE}, or {@link #SEVERAL}. */
    int of(JsonToken first) {
        return byToken.getOrDefault(first, NONE);
    }

    /** Whether an object with a member that is named as a branch is a tagged value. */
    boolean areTagged() {
        return tagged;
    }

    /** Whether an object is always a tagged value, since an untagged one could look like it. */
    boolean objectsNeedTags() {
        return objectsNeedTags;
    }

    /** Whether a value of a branch is not certain to be taken for one without a tag. */
    boolean needsTag(int branch) {
        return needsTag[branch];
    }

    /** Whether a branch is a float or a double whose NaN would be taken for a string without a tag. */
    boolean isFloatingPointAmongStrings(int branch) {
        return isFloatingPointAmongStrings[branch];
    }
}
