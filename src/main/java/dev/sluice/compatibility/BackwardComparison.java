package dev.sluice.compatibility;

import java.util.Optional;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** What keeps consumers with the declared schema from reading the records of a released version. */
final class BackwardComparison extends Comparison {

    BackwardComparison(SchemaChange change, DeclaredSchemas schemas, Incompatibilities faults) {
        super(change.declared(), change.released(), change, schemas, faults);
    }

    @Override
    void compareFields(Schema declared, Schema released) {
        for (Schema.Field field : declared.getFields()) {
            Schema.Field written = FieldMatch.read(field, released);
            if (written == null) {
                added(field, released, declared);
            } else {
                compareTypes(field.schema(), written.schema(), new Place(declared, written, field));
                compareAliases(field, released.getField(field.name()), declared);
            }
        }
    }

    private void added(Schema.Field field, Schema released, Schema declared) {
        Optional<Schema.Field> renamed = FieldMatch.renamed(field, released, declared);
        if (renamed.isPresent() && (change().isLast() || !field.hasDefaultValue())) {
            String old = renamed.get().name();
            String consequence = field.hasDefaultValue()
                    ? "what the records of " + version() + " have in it would silently be read as the default"
                    : "the records of " + version() + " could not be read";
            fault(
                    declared,
                    old,
                    "was renamed to `" + field.name() + "` without an alias: " + consequence + ". Give `" + field.name()
                            + "` \"aliases\": [\"" + old + "\"]"
                            + (field.hasDefaultValue()
                                    ? "; if it is another field, release the schema without `" + old
                                            + "` first, and then the one with `" + field.name() + "`"
                                    : ""));
        } else if (!field.hasDefaultValue()) {
            fault(
                    declared,
                    field.name(),
                    "is new and has no default: the records of " + version()
                            + " lack it and could not be read. Give it a \"default\"");
        }
    }

    private void compareAliases(Schema.Field field, Schema.@Nullable Field released, Schema declared) {
        if (released == null) {
            return;
        }
        for (String alias : new TreeSet<>(released.aliases())) {
            if (!field.aliases().contains(alias) && declared.getField(alias) == null) {
                fault(
                        declared,
                        field.name(),
                        "has lost its alias `" + alias + "`, under which older records have it. Keep the alias");
            }
        }
    }

    @Override
    String unreadable() {
        return "the records of " + version() + " could not be read. " + ANOTHER_FIELD;
    }

    @Override
    String lacksNull() {
        return "can be null no more, and in the records of " + version() + " it may be. Keep null";
    }

    @Override
    String lacksSymbols(String symbols) {
        return "has lost the symbols " + symbols + ", which the records of " + version()
                + " may have. Keep them, or give the enum a \"default\"";
    }
}
