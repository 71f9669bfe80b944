package dev.sluice.compatibility;

import dev.sluice.compatibility.CompatibilityCheck.Incompatibilities;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaCompatibility.SchemaPairCompatibility;
import org.jspecify.annotations.Nullable;

/**
 * A search for the changes that prevent a reader's schema from reading records of a writer's schema. Avro decides whether two
 * schemas are compatible; this class finds the field and the message. It also reports two changes that Avro permits: a changed
 * logical type, and a renamed field that would be read as its default.
 */
abstract sealed class Comparison {

    private static final String ADD_FIELD = "Keep the field as it was, and add a new field";

    private final Schema reader;
    private final Schema writer;
    final SchemaChange change;
    private final DeclaredSchemas schemas;
    private final Incompatibilities incompatibilities;
    /** The pairs of records that were compared already, since records can be recursive. */
    private final Set<List<String>> compared = new HashSet<>();

    private boolean found;

    /**
     * A released version of an event type and its declared schema.
     *
     * @param isLast whether it is the last released version
     */
    record SchemaChange(Schema released, int version, boolean isLast, Schema declared) {}

    /** A field before and after a change. */
    record FieldChange(Schema declaredRecord, Schema.Field released, Schema.Field declared) {}

    private Comparison(
            Schema reader,
            Schema writer,
            SchemaChange change,
            DeclaredSchemas schemas,
            Incompatibilities incompatibilities) {
        this.reader = reader;
        this.writer = writer;
        this.change = change;
        this.schemas = schemas;
        this.incompatibilities = incompatibilities;
    }

    /** Adds the incompatible changes. */
    void run() {
        compareRecords(reader, writer);
        SchemaPairCompatibility verdict = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
        if (verdict.getType() != SchemaCompatibilityType.COMPATIBLE && !found) {
            incompatibilities.add(
                    schemas.fileOf(reader.getFullName(), reader),
                    "",
                    "is incompatible with " + version() + ": " + verdict.getDescription());
        }
    }

    abstract void compareFields(Schema reader, Schema writer);

    /** Returns the consequence of a type that cannot be read, and what to do. */
    abstract String unreadable();

    abstract String lacksNull();

    abstract String lacksSymbols(String symbols);

    final String version() {
        return "version " + change.version();
    }

    private void compareRecords(Schema reader, Schema writer) {
        if (compared.add(List.of(reader.getFullName(), writer.getFullName()))) {
            compareFields(reader, writer);
        }
    }

    final void compareTypes(Schema reader, Schema writer, FieldChange field) {
        if (writer.getType() == Schema.Type.UNION) {
            writer.getTypes().forEach(branch -> compareBranches(reader, branch, field));
        } else if (reader.getType() == Schema.Type.UNION) {
            compareBranches(reader, writer, field);
        } else if (reader.getType() == Schema.Type.RECORD && reader.getName().equals(writer.getName())) {
            compareRecords(reader, writer);
        } else if (reader.getType() == Schema.Type.ARRAY && writer.getType() == Schema.Type.ARRAY) {
            compareTypes(reader.getElementType(), writer.getElementType(), field);
        } else if (reader.getType() == Schema.Type.MAP && writer.getType() == Schema.Type.MAP) {
            compareTypes(reader.getValueType(), writer.getValueType(), field);
        } else if (!isCompatible(reader, writer)) {
            addIncompatibleType(reader, writer, field);
        } else if (!TypeDescription.logical(reader).equals(TypeDescription.logical(writer))) {
            addChangedType(field, "the same bytes would have another meaning. " + ADD_FIELD);
        }
    }

    private void compareBranches(Schema reader, Schema branch, FieldChange field) {
        List<Schema> candidates = reader.getType() == Schema.Type.UNION ? reader.getTypes() : List.of(reader);
        candidates.stream()
                .filter(candidate -> candidate.getFullName().equals(branch.getFullName()))
                .findFirst()
                .or(() -> candidates.stream()
                        .filter(candidate -> isCompatible(candidate, branch))
                        .findFirst())
                .ifPresentOrElse(
                        candidate -> compareTypes(candidate, branch, field),
                        () -> addIncompatibleType(reader, branch, field));
    }

    private void addIncompatibleType(Schema reader, Schema writer, FieldChange field) {
        if (writer.getType() == Schema.Type.NULL && reader.getType() != Schema.Type.NULL) {
            add(field.declaredRecord(), field.declared().name(), lacksNull());
        } else if (reader.getType() == Schema.Type.ENUM
                && writer.getType() == Schema.Type.ENUM
                && reader.getName().equals(writer.getName())) {
            List<String> symbols = new ArrayList<>(writer.getEnumSymbols());
            symbols.removeAll(reader.getEnumSymbols());
            add(field.declaredRecord(), field.declared().name(), lacksSymbols(String.join(", ", symbols)));
        } else {
            addChangedType(field, unreadable());
        }
    }

    private void addChangedType(FieldChange field, String consequence) {
        add(
                field.declaredRecord(),
                field.declared().name(),
                "changed from " + TypeDescription.of(field.released().schema()) + " to "
                        + TypeDescription.of(field.declared().schema()) + ": " + consequence);
    }

    final void add(Schema declaredRecord, String field, String message) {
        found = true;
        boolean isNested =
                !declaredRecord.getFullName().equals(change.declared().getFullName());
        incompatibilities.add(
                schemas.fileOf(declaredRecord.getFullName(), change.declared()),
                declaredRecord.getFullName() + " " + field,
                "field `" + field + "`" + (isNested ? " of " + declaredRecord.getName() : "") + " " + message);
    }

    private static boolean isCompatible(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                        .getType()
                == SchemaCompatibilityType.COMPATIBLE;
    }

    /** Finds the changes that prevent consumers with the declared schema from reading records of a released version. */
    static final class Backward extends Comparison {

        Backward(SchemaChange change, DeclaredSchemas schemas, Incompatibilities incompatibilities) {
            super(change.declared(), change.released(), change, schemas, incompatibilities);
        }

        @Override
        void compareFields(Schema declared, Schema released) {
            for (Schema.Field field : declared.getFields()) {
                Schema.Field written = FieldMatch.read(field, released);
                if (written == null) {
                    checkAdded(field, released, declared);
                } else {
                    compareTypes(field.schema(), written.schema(), new FieldChange(declared, written, field));
                    checkAliases(field, released.getField(field.name()), declared);
                }
            }
        }

        private void checkAdded(Schema.Field field, Schema released, Schema declared) {
            Optional<Schema.Field> renamed = FieldMatch.renamed(field, released, declared);
            if (renamed.isPresent() && (change.isLast() || !field.hasDefaultValue())) {
                String old = renamed.get().name();
                String start = "was renamed to `" + field.name() + "` without an alias: ";
                String alias = "Add \"aliases\": [\"" + old + "\"] to `" + field.name() + "`";
                add(
                        declared,
                        old,
                        field.hasDefaultValue()
                                ? start + "in records of " + version() + ", `" + field.name()
                                        + "` would silently have its default instead of the value of `" + old + "`. "
                                        + alias + ". If `" + field.name() + "` is a different field, first release the"
                                        + " schema without `" + old + "`, then add `" + field.name() + "`"
                                : start + "records of " + version() + " could not be read. " + alias);
            } else if (!field.hasDefaultValue()) {
                add(
                        declared,
                        field.name(),
                        "is new and has no default: records of " + version()
                                + " lack it and could not be read. Add a \"default\"");
            }
        }

        private void checkAliases(Schema.Field field, Schema.@Nullable Field released, Schema declared) {
            if (released == null) {
                return;
            }
            for (String alias : new TreeSet<>(released.aliases())) {
                if (!field.aliases().contains(alias) && declared.getField(alias) == null) {
                    add(
                            declared,
                            field.name(),
                            "no longer has the alias `" + alias
                                    + "`, which is its name in older records. Restore the alias");
                }
            }
        }

        @Override
        String unreadable() {
            return "records of " + version() + " could not be read. " + ADD_FIELD;
        }

        @Override
        String lacksNull() {
            return "is no longer nullable, but can be null in records of " + version() + ". Keep null in its type";
        }

        @Override
        String lacksSymbols(String symbols) {
            return "no longer has the symbols " + symbols + ", which records of " + version()
                    + " can contain. Restore them, or give the enum a \"default\"";
        }
    }

    /** Finds the changes that prevent consumers with a released version from reading records of the declared schema. */
    static final class Forward extends Comparison {

        Forward(SchemaChange change, DeclaredSchemas schemas, Incompatibilities incompatibilities) {
            super(change.released(), change.declared(), change, schemas, incompatibilities);
        }

        @Override
        void compareFields(Schema released, Schema declared) {
            for (Schema.Field field : released.getFields()) {
                Schema.Field written = FieldMatch.read(field, declared);
                if (written == null) {
                    checkRemoved(field, released, declared);
                } else {
                    compareTypes(field.schema(), written.schema(), new FieldChange(declared, field, written));
                }
            }
        }

        private void checkRemoved(Schema.Field field, Schema released, Schema declared) {
            Optional<String> newName = newName(field, released, declared);
            if (newName.isPresent()) {
                add(
                        declared,
                        field.name(),
                        "was renamed to `" + newName.get() + "`, but consumers with " + version()
                                + " look for the old name. Keep the field, and add `" + newName.get()
                                + "` next to it");
            } else if (!field.hasDefaultValue()) {
                add(
                        declared,
                        field.name(),
                        "was removed, but consumers with " + version()
                                + " require it, since it has no default there. Restore the field");
            }
        }

        private Optional<String> newName(Schema.Field removed, Schema released, Schema declared) {
            return declared.getFields().stream()
                    .filter(field -> field.aliases().contains(removed.name())
                            || (change.isLast()
                                    && FieldMatch.read(field, released) == null
                                    && FieldMatch.renamed(field, released, declared)
                                            .filter(removed::equals)
                                            .isPresent()))
                    .map(Schema.Field::name)
                    .findFirst();
        }

        @Override
        String unreadable() {
            return "consumers with " + version() + " could not read new records. " + ADD_FIELD;
        }

        @Override
        String lacksNull() {
            return "is now nullable, but consumers with " + version() + " cannot read null. " + ADD_FIELD;
        }

        @Override
        String lacksSymbols(String symbols) {
            return "has the new symbols " + symbols + ", which consumers with " + version()
                    + " do not know, and their enum has no default. Add a new field";
        }
    }
}
