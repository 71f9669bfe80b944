package dev.sluice.compatibility;

import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.jspecify.annotations.Nullable;

/** Which field of one record is which of another. */
final class FieldMatch {

    private FieldMatch() {}

    /** The writer's field that a reader takes for its own: Avro specification 1.12, "Schema Resolution" and "Aliases". */
    static Schema.@Nullable Field read(Schema.Field reader, Schema writer) {
        Schema.Field sameName = writer.getField(reader.name());
        if (sameName != null) {
            return sameName;
        }
        for (String alias : reader.aliases()) {
            Schema.Field field = writer.getField(alias);
            if (field != null) {
                return field;
            }
        }
        return null;
    }

    /**
     * The released field that a new one probably was: the one in its rank among those that are gone and could be read as
     * of its type.
     */
    static Optional<Schema.Field> renamed(Schema.Field added, Schema released, Schema declared) {
        List<Schema.Field> gone = released.getFields().stream()
                .filter(field -> declared.getFields().stream().noneMatch(other -> isSame(field, other)))
                .filter(field -> isReadAs(added.schema(), field.schema()))
                .toList();
        long rank = declared.getFields().stream()
                .takeWhile(field -> field.pos() < added.pos())
                .filter(field -> read(field, released) == null)
                .filter(field -> gone.stream().anyMatch(other -> isReadAs(field.schema(), other.schema())))
                .count();
        return rank < gone.size() ? Optional.of(gone.get((int) rank)) : Optional.empty();
    }

    private static boolean isSame(Schema.Field released, Schema.Field declared) {
        return declared.name().equals(released.name()) || declared.aliases().contains(released.name());
    }

    private static boolean isReadAs(Schema reader, Schema writer) {
        return TypeDescription.logical(nonNull(reader)).equals(TypeDescription.logical(nonNull(writer)))
                && SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                                .getType()
                        == SchemaCompatibilityType.COMPATIBLE;
    }

    private static Schema nonNull(Schema type) {
        return type.getType() != Schema.Type.UNION
                ? type
                : type.getTypes().stream()
                        .filter(branch -> branch.getType() != Schema.Type.NULL)
                        .findFirst()
                        .orElse(type);
    }
}
