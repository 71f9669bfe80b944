package dev.sluice.compatibility;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaCompatibility.SchemaPairCompatibility;

/**
 * Looks for what keeps a reader's schema from reading what was written with a writer's. Whether it does is what Avro says;
 * this finds the field and the words. It finds more than Avro does: a logical type that changed, and a field that was
 * renamed and would be read as its default.
 */
abstract class Comparison {

    static final String ANOTHER_FIELD = "Leave it as it was, and add another field";

    private final Schema reader;
    private final Schema writer;
    private final SchemaChange change;
    private final DeclaredSchemas schemas;
    private final Incompatibilities faults;
    /** Records can hold themselves. */
    private final Set<List<String>> compared = new HashSet<>();

    private boolean found;

    /** A field, before and after. */
    record Place(Schema declaredRecord, Schema.Field released, Schema.Field declared) {}

    Comparison(Schema reader, Schema writer, SchemaChange change, DeclaredSchemas schemas, Incompatibilities faults) {
        this.reader = reader;
        this.writer = writer;
        this.change = change;
        this.schemas = schemas;
        this.faults = faults;
    }

    void run() {
        compareRecords(reader, writer);
        SchemaPairCompatibility verdict = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
        if (verdict.getType() != SchemaCompatibilityType.COMPATIBLE && !found) {
            faults.add(
                    schemas.fileOf(reader.getFullName(), reader),
                    "",
                    "is incompatible with " + version() + ": " + verdict.getDescription());
        }
    }

    abstract void compareFields(Schema reader, Schema writer);

    /** What follows from a type that cannot be read, and what to do. */
    abstract String unreadable();

    abstract String lacksNull();

    abstract String lacksSymbols(String symbols);

    final SchemaChange change() {
        return change;
    }

    final String version() {
        return "version " + change.version();
    }

    private void compareRecords(Schema reader, Schema writer) {
        if (compared.add(List.of(reader.getFullName(), writer.getFullName()))) {
            compareFields(reader, writer);
        }
    }

    final void compareTypes(Schema reader, Schema writer, Place place) {
        if (writer.getType() == Schema.Type.UNION) {
            writer.getTypes().forEach(branch -> compareBranches(reader, branch, place));
        } else if (reader.getType() == Schema.Type.UNION) {
            compareBranches(reader, writer, place);
        } else if (reader.getType() == Schema.Type.RECORD && reader.getName().equals(writer.getName())) {
            compareRecords(reader, writer);
        } else if (reader.getType() == Schema.Type.ARRAY && writer.getType() == Schema.Type.ARRAY) {
            compareTypes(reader.getElementType(), writer.getElementType(), place);
        } else if (reader.getType() == Schema.Type.MAP && writer.getType() == Schema.Type.MAP) {
            compareTypes(reader.getValueType(), writer.getValueType(), place);
        } else if (!isCompatible(reader, writer)) {
            incompatible(reader, writer, place);
        } else if (!TypeDescription.logical(reader).equals(TypeDescription.logical(writer))) {
            changed(place, "the same bytes would mean something else. " + ANOTHER_FIELD);
        }
    }

    private void compareBranches(Schema reader, Schema branch, Place place) {
        List<Schema> candidates = reader.getType() == Schema.Type.UNION ? reader.getTypes() : List.of(reader);
        candidates.stream()
                .filter(candidate -> candidate.getFullName().equals(branch.getFullName()))
                .findFirst()
                .or(() -> candidates.stream()
                        .filter(candidate -> isCompatible(candidate, branch))
                        .findFirst())
                .ifPresentOrElse(
                        candidate -> compareTypes(candidate, branch, place), () -> incompatible(reader, branch, place));
    }

    private void incompatible(Schema reader, Schema writer, Place place) {
        if (writer.getType() == Schema.Type.NULL && reader.getType() != Schema.Type.NULL) {
            fault(place.declaredRecord(), place.declared().name(), lacksNull());
        } else if (reader.getType() == Schema.Type.ENUM
                && writer.getType() == Schema.Type.ENUM
                && reader.getName().equals(writer.getName())) {
            List<String> symbols = new ArrayList<>(writer.getEnumSymbols());
            symbols.removeAll(reader.getEnumSymbols());
            fault(place.declaredRecord(), place.declared().name(), lacksSymbols(String.join(", ", symbols)));
        } else {
            changed(place, unreadable());
        }
    }

    private void changed(Place place, String consequence) {
        fault(
                place.declaredRecord(),
                place.declared().name(),
                "was " + TypeDescription.of(place.released().schema()) + " and is "
                        + TypeDescription.of(place.declared().schema()) + ": " + consequence);
    }

    final void fault(Schema declaredRecord, String field, String sentence) {
        found = true;
        boolean isWithin =
                !declaredRecord.getFullName().equals(change.declared().getFullName());
        faults.add(
                schemas.fileOf(declaredRecord.getFullName(), change.declared()),
                declaredRecord.getFullName() + " " + field,
                "field `" + field + "`" + (isWithin ? " of " + declaredRecord.getName() : "") + " " + sentence);
    }

    private static boolean isCompatible(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                        .getType()
                == SchemaCompatibilityType.COMPATIBLE;
    }
}
