package dev.sluice.compatibility;

import java.util.Optional;
import org.apache.avro.Schema;

/** What keeps consumers with a released version from reading the records of the declared schema. */
final class ForwardComparison extends Comparison {

    ForwardComparison(SchemaChange change, DeclaredSchemas schemas, Incompatibilities faults) {
        super(change.released(), change.declared(), change, schemas, faults);
    }

    @Override
    void compareFields(Schema released, Schema declared) {
        for (Schema.Field field : released.getFields()) {
            Schema.Field written = FieldMatch.read(field, declared);
            if (written == null) {
                gone(field, released, declared);
            } else {
                compareTypes(field.schema(), written.schema(), new Place(declared, field, written));
            }
        }
    }

    private void gone(Schema.Field field, Schema released, Schema declared) {
        Optional<String> newName = newName(field, released, declared);
        if (newName.isPresent()) {
            fault(
                    declared,
                    field.name(),
                    "was renamed to `" + newName.get() + "`, and consumers with " + version()
                            + " would look for the old name. Keep it, and add `" + newName.get() + "` beside it");
        } else if (!field.hasDefaultValue()) {
            fault(
                    declared,
                    field.name(),
                    "is gone, and consumers with " + version() + " need it, since it has no default there. Keep it");
        }
    }

    private Optional<String> newName(Schema.Field gone, Schema released, Schema declared) {
        return declared.getFields().stream()
                .filter(field -> field.aliases().contains(gone.name())
                        || (change().isLast()
                                && FieldMatch.read(field, released) == null
                                && FieldMatch.renamed(field, released, declared)
                                        .filter(gone::equals)
                                        .isPresent()))
                .map(Schema.Field::name)
                .findFirst();
    }

    @Override
    String unreadable() {
        return "consumers with " + version() + " could not read new records. " + ANOTHER_FIELD;
    }

    @Override
    String lacksNull() {
        return "can be null, which consumers with " + version() + " do not expect. " + ANOTHER_FIELD;
    }

    @Override
    String lacksSymbols(String symbols) {
        return "has the new symbols " + symbols + ", which consumers with " + version()
                + " do not know, and for which they have no default. Add another field";
    }
}
