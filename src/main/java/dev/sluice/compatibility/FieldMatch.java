package dev.sluice.compatibility;

import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.jspecify.annotations.Nullable;

/** Matches the fields of two versions of a record. */
final class FieldMatch {

    private FieldMatch() {}

    /**
     * Returns the writer's field that a reader's field takes its value from (Avro specification 1.12, "Schema Resolution" and
     * "Aliases"); null if there is none.
     */
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
     * Returns the released field that an added field was probably renamed from. Removed and added fields of compatible types are
     * paired by their order.
     */
    static Optional<Schema.Field> renamed(Schema.Field added, Schema released, Schema declared) {
        List<Schema.Field> removed = released.getFields().stream()
                .filter(field -> declared.getFields().stream().noneMatch(other -> isSame(field, other)))
                .filter(field -> isReadAs(added.schema(), field.schema()))
                .toList();
        long rank = declared.getFields().stream()
                .takeWhile(field -> field.pos() < added.pos())
                .filter(field -> read(field, released) == null)
                .filter(field -> removed.stream().anyMatch(other -> isReadAs(field.schema(), other.schema())))
                .count();
        return rank < removed.size() ? Optional.of(removed.get((int) rank)) : Optional.empty();
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
