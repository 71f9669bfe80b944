package dev.sluice.compatibility;

import static dev.sluice.compatibility.CompatibilityLevel.BACKWARD;
import static dev.sluice.compatibility.CompatibilityLevel.BACKWARD_TRANSITIVE;
import static dev.sluice.compatibility.CompatibilityLevel.FORWARD;
import static dev.sluice.compatibility.CompatibilityLevel.FULL;
import static dev.sluice.compatibility.CompatibilityLevel.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.compatibility.CompatibilityCheck.InvalidSchemaException;
import dev.sluice.testing.EvolutionGuide;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompatibilityCheckTest {

    private static final String NOTE = "{'name': 'note', 'type': 'string'}".replace('\'', '"');
    private static final String REMARK = "{'name': 'remark', 'type': 'string'}".replace('\'', '"');
    private static final String OPTIONAL_REMARK =
            "{'name': 'remark', 'type': ['null', 'string'], 'default': null}".replace('\'', '"');
    private static final String ALIASED_REMARK =
            "{'name': 'remark', 'type': ['null', 'string'], 'default': null, 'aliases': ['note']}".replace('\'', '"');

    @TempDir
    Path folder;

    SchemaFolders schemas;

    @BeforeEach
    void setUp() {
        schemas = new SchemaFolders(folder);
    }

    @Test
    void reportsRenameWithoutAlias() {
        // Given
        schemas.parcel(NOTE).release();

        // When
        schemas.parcel(REMARK);

        // Then
        assertThat(schemas.incompatibilities(BACKWARD_TRANSITIVE))
                .containsExactly("avro/Parcel.avsc: field `note` was renamed to `remark` without an alias: records of"
                        + " version 1 could not be read. Add \"aliases\": [\"note\"] to `remark`");
    }

    @Test
    void reportsRenameThatAvroWouldReadAsDefault() {
        // Given
        schemas.parcel(NOTE).release();

        // When
        schemas.parcel(OPTIONAL_REMARK);

        // Then
        assertThat(schemas.incompatibilities(BACKWARD_TRANSITIVE))
                .containsExactly(
                        "avro/Parcel.avsc: field `note` was renamed to `remark` without an alias: in records of"
                                + " version 1, `remark` would silently have its default instead of the value of `note`. Add"
                                + " \"aliases\": [\"note\"] to `remark`. If `remark` is a different field, first release the"
                                + " schema without `note`, then add `remark`");
    }

    @Test
    void pairsRenamedFieldsByOrder() {
        // Given
        schemas.parcel(NOTE, NOTE.replace("note", "comment")).release();

        // When
        schemas.parcel(REMARK, REMARK.replace("remark", "memo"));

        // Then
        assertThat(schemas.incompatibilities(BACKWARD))
                .satisfiesExactly(
                        message -> assertThat(message).contains("`note` was renamed to `remark`"),
                        message -> assertThat(message).contains("`comment` was renamed to `memo`"));
    }

    @Test
    void acceptsNewFieldInReleaseAfterRemoval() {
        // Given
        schemas.parcel(NOTE).release().parcel().release();

        // When
        schemas.parcel(OPTIONAL_REMARK);

        // Then
        assertThat(schemas.incompatibilities(BACKWARD_TRANSITIVE)).isEmpty();
    }

    @Test
    void acceptsRenameWithAliasAndReportsRemovedAlias() {
        // Given
        schemas.parcel(NOTE).release();

        // When
        schemas.parcel(ALIASED_REMARK);

        // Then
        assertThat(schemas.incompatibilities(BACKWARD_TRANSITIVE)).isEmpty();
        assertThat(schemas.release().parcel(OPTIONAL_REMARK).incompatibilities(BACKWARD_TRANSITIVE))
                .containsExactly(
                        "avro/Parcel.avsc: field `remark` no longer has the alias `note`, which is its name in older"
                                + " records. Restore the alias");
    }

    @Test
    void acceptsNewFieldWithDefaultAndRemovedField() {
        // Given
        schemas.parcel(NOTE).release();

        // When
        schemas.parcel("""
                {"name": "count", "type": "int", "default": 0}""");

        // Then
        assertThat(schemas.incompatibilities(BACKWARD_TRANSITIVE)).isEmpty();
    }

    @Test
    void reportsNewFieldWithoutDefault() {
        // Given
        schemas.parcel().release();

        // When
        schemas.parcel(NOTE);

        // Then
        assertThat(schemas.incompatibilities(BACKWARD_TRANSITIVE))
                .containsExactly(
                        "avro/Parcel.avsc: field `note` is new and has no default: records of version 1 lack it"
                                + " and could not be read. Add a \"default\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "'int' | 'long' | ",
                "'int' | 'string' | changed from int to string: records of version 1 could not be read",
                "'string' | ['null', 'string'] | ",
                "['null', 'string'] | 'string' | is no longer nullable",
                "['null', 'int'] | ['null', 'string'] | changed from null or int to null or string",
                "{'type': 'array', 'items': 'int'} | {'type': 'array', 'items': 'string'} | changed from array of int to array of string",
                "{'type': 'map', 'values': 'int'} | {'type': 'map', 'values': 'string'} | changed from map of int to map of string",
                "{'type': 'fixed', 'name': 'F', 'size': 2} | {'type': 'fixed', 'name': 'F', 'size': 3} | changed from F of 2 bytes to F of 3 bytes",
                "{'type': 'enum', 'name': 'E', 'symbols': ['A', 'B']} | {'type': 'enum', 'name': 'E', 'symbols': ['A']} | no longer has the symbols B",
                "{'type': 'enum', 'name': 'E', 'symbols': ['A', 'B']} | {'type': 'enum', 'name': 'E', 'symbols': ['A'], 'default': 'A'} | ",
                "{'type': 'enum', 'name': 'E', 'symbols': ['A']} | {'type': 'enum', 'name': 'E', 'symbols': ['B', 'A']} | ",
                "{'type': 'bytes', 'logicalType': 'decimal', 'precision': 9, 'scale': 2} | {'type': 'bytes', 'logicalType': 'decimal', 'precision': 9, 'scale': 4} | changed from decimal(9, 2) to decimal(9, 4): the same bytes would have another meaning",
                "{'type': 'bytes', 'logicalType': 'decimal', 'precision': 9, 'scale': 2} | {'type': 'bytes', 'logicalType': 'decimal', 'precision': 12, 'scale': 2} | changed from decimal(9, 2) to decimal(12, 2)",
                "{'type': 'bytes', 'logicalType': 'decimal', 'precision': 9, 'scale': 2} | ['null', {'type': 'bytes', 'logicalType': 'decimal', 'precision': 9}] | changed from decimal(9, 2) to null or decimal(9, 0)",
                "{'type': 'long', 'logicalType': 'timestamp-millis'} | {'type': 'long', 'logicalType': 'timestamp-micros'} | changed from timestamp-millis to timestamp-micros",
                "'long' | {'type': 'long', 'logicalType': 'timestamp-micros'} | changed from long to timestamp-micros",
            })
    void checksTypeOfField(String before, String after, String message) {
        // Given
        schemas.parcel(field(before)).release();

        // When
        schemas.parcel(field(after));

        // Then
        if (message == null) {
            assertThat(schemas.incompatibilities(BACKWARD_TRANSITIVE)).isEmpty();
        } else {
            assertThat(schemas.incompatibilities(BACKWARD_TRANSITIVE))
                    .singleElement()
                    .asString()
                    .contains("field `f` " + message);
        }
    }

    private static String field(String type) {
        return "{\"name\": \"f\", \"type\": " + type.replace('\'', '"') + "}";
    }

    @Test
    void reportsFieldOfSharedTypeOnceWithItsFile() {
        // Given
        String item = """
                {"type": "record", "name": "Item", "namespace": "n", "fields": [{"name": "price", "type": "%s"}]}""";
        String items = """
                {"name": "items", "type": {"type": "array", "items": "Item"}}""";
        schemas.declare("shared/Item.avsc", item.formatted("int"))
                .parcel(items)
                .declare(
                        "Other.avsc",
                        SchemaFolders.RECORD
                                .formatted("{\"name\": \"id\", \"type\": \"string\"}, " + items)
                                .replace("\"Parcel\"", "\"Other\"")
                                .replace("\"parcel\"", "\"other\""))
                .release();

        // When
        schemas.declare("shared/Item.avsc", item.formatted("string"));

        // Then
        assertThat(schemas.incompatibilities(BACKWARD_TRANSITIVE))
                .containsExactly("avro/shared/Item.avsc: field `price` of Item changed from int to string: records of"
                        + " version 1 could not be read. Keep the field as it was, and add a new field");
    }

    @Test
    void comparesRecursiveRecordOnce() {
        // Given
        String inner = """
                {"name": "next", "type": ["null", {"type": "record", "name": "Node", "fields": [
                {"name": "%s", "type": "int"}, {"name": "next", "type": ["null", "Node"], "default": null}]}], "default": null}""";
        schemas.parcel(inner.formatted("value")).release();

        // When
        schemas.parcel(inner.formatted("number"));

        // Then
        assertThat(schemas.incompatibilities(FULL))
                .singleElement()
                .asString()
                .contains("`value` of Node was renamed to `number`");
    }

    @Test
    void comparesAllVersionsIfLevelIsTransitive() {
        // Given
        schemas.parcel(NOTE).release().parcel(ALIASED_REMARK).release();

        // When
        schemas.parcel(ALIASED_REMARK, "{\"name\": \"note\", \"type\": \"int\", \"default\": 0}");

        // Then
        assertThat(schemas.incompatibilities(BACKWARD)).isEmpty();
        assertThat(schemas.incompatibilities(BACKWARD_TRANSITIVE))
                .singleElement()
                .asString()
                .contains("changed from string to int");
    }

    @Test
    void checksForwardCompatibilityWithReleasedConsumers() {
        // Given
        schemas.parcel(NOTE, OPTIONAL_REMARK, "{\"name\": \"n\", \"type\": \"int\"}")
                .release();

        // When
        schemas.parcel(
                "{\"name\": \"n\", \"type\": \"long\"}",
                "{\"name\": \"memo\", \"type\": [\"null\", \"string\"], \"default\": null, \"aliases\": [\"remark\"]}",
                "{\"name\": \"more\", \"type\": \"int\"}");

        // Then
        assertThat(schemas.incompatibilities(FORWARD))
                .containsExactly(
                        "avro/Parcel.avsc: field `note` was removed, but consumers with version 1 require it, since it has"
                                + " no default there. Restore the field",
                        "avro/Parcel.avsc: field `remark` was renamed to `memo`, but consumers with version 1 look for the"
                                + " old name. Keep the field, and add `memo` next to it",
                        "avro/Parcel.avsc: field `n` changed from int to long: consumers with version 1 could not read new"
                                + " records. Keep the field as it was, and add a new field");
    }

    @ParameterizedTest
    @ValueSource(strings = {"event", "topic", "key"})
    void reportsChangedAttribute(String attribute) {
        // Given
        String schema = SchemaFolders.RECORD.formatted(
                "{\"name\": \"id\", \"type\": \"string\"}, {\"name\": \"other\", \"type\": \"string\"}");
        schemas.declare("Parcel.avsc", schema).release();

        // When
        schemas.declare(
                "Parcel.avsc",
                schema.replaceFirst("\"" + attribute + "\": \"[a-z]+\"", "\"" + attribute + "\": \"other\""));

        // Then
        assertThat(schemas.incompatibilities(BACKWARD))
                .singleElement()
                .asString()
                .startsWith("avro/Parcel.avsc: \"" + attribute + "\" must remain ")
                .contains(" but is \"other\": ");
    }

    @Test
    void acceptsKeyRenamedWithItsField() {
        // Given
        schemas.parcel().release();

        // When
        schemas.declare(
                "Parcel.avsc",
                SchemaFolders.RECORD
                        .formatted("{\"name\": \"parcelId\", \"type\": \"string\", \"aliases\": [\"id\"]}")
                        .replace("\"key\": \"id\"", "\"key\": \"parcelId\""));

        // Then
        assertThat(schemas.incompatibilities(BACKWARD_TRANSITIVE)).isEmpty();
    }

    @Test
    void reportsRemovedType() throws IOException {
        // Given
        schemas.parcel().release();

        // When
        Files.delete(schemas.declared().resolve("Parcel.avsc"));

        // Then
        assertThat(schemas.incompatibilities(BACKWARD))
                .singleElement()
                .asString()
                .startsWith("avro-released/n.Parcel: n.Parcel was released, but no schema has this name any more");
    }

    @Test
    void comparesRenamedRecordWithVersionsOfItsFormerName() throws IOException {
        // Given
        schemas.parcel(NOTE).release();
        Files.delete(schemas.declared().resolve("Parcel.avsc"));
        String renamed = SchemaFolders.RECORD.replace(
                "\"name\": \"Parcel\"", "\"name\": \"Package\", \"aliases\": [\"Parcel\"]");
        String id = "{\"name\": \"id\", \"type\": \"string\"}";

        // When
        schemas.declare("Package.avsc", renamed.formatted(id + ", " + NOTE));

        // Then
        assertThat(schemas.incompatibilities(BACKWARD_TRANSITIVE)).isEmpty();
        assertThat(schemas.incompatibilities(FULL))
                .singleElement()
                .asString()
                .startsWith("avro/Package.avsc: was renamed from n.Parcel, but consumers");
        schemas.declare("Package.avsc", renamed.formatted(id + ", " + REMARK));
        assertThat(schemas.incompatibilities(BACKWARD_TRANSITIVE))
                .singleElement()
                .asString()
                .contains("`note` was renamed to `remark`");
    }

    @Test
    void comparesNothingWithLevelNone() throws IOException {
        // Given
        schemas.parcel(NOTE).release();

        // When
        Files.delete(schemas.declared().resolve("Parcel.avsc"));

        // Then
        assertThat(schemas.incompatibilities(NONE)).isEmpty();
    }

    @Test
    void writesEachReleaseOnce() throws IOException {
        // Given
        schemas.parcel(NOTE);

        // When
        schemas.release().release();

        // Then
        try (var files = Files.walk(schemas.released())) {
            assertThat(files.filter(Files::isRegularFile))
                    .containsExactly(schemas.released().resolve("n.Parcel/1.avsc"));
        }
    }

    @Test
    void rejectsReleasedVersionInWrongFolder() throws IOException {
        // Given
        schemas.parcel().release();

        // When
        Files.move(schemas.released().resolve("n.Parcel"), schemas.released().resolve("n.Other"));

        // Then
        assertThatThrownBy(() -> schemas.incompatibilities(BACKWARD))
                .isInstanceOf(InvalidSchemaException.class)
                .hasMessageContaining("n.Other/1.avsc");
    }

    @Test
    void releasesNothingIfSchemaIsIncompatible() {
        // Given
        schemas.parcel().release().parcel(NOTE);

        // When
        assertThatThrownBy(() -> schemas.check("release")).isInstanceOf(InvalidSchemaException.class);

        // Then
        assertThat(schemas.released().resolve("n.Parcel/2.avsc")).doesNotExist();
        schemas.parcel(OPTIONAL_REMARK).check("release");
        assertThat(schemas.released().resolve("n.Parcel/2.avsc")).exists();
    }

    @Test
    void namesFileThatCannotBeParsed() {
        // Given
        schemas.parcel("{\"name\": \"f\", \"type\": \"nothing\"}");

        // Then
        assertThatThrownBy(() -> schemas.incompatibilities(BACKWARD))
                .isInstanceOf(InvalidSchemaException.class)
                .hasMessageContaining("Parcel.avsc: ");
        assertThatThrownBy(() -> schemas.check("check")).hasMessageContaining("Parcel.avsc: ");
    }

    @Test
    void acceptsVersionsOfGuideAndReportsItsExample() {
        // Given
        List<String> versions = EvolutionGuide.versions();
        schemas.declare("InvoiceSent.avsc", versions.get(0)).release();

        // When
        schemas.declare("InvoiceSent.avsc", versions.get(0).replace("\"note\"", "\"remark\""));

        // Then
        assertThat(schemas.incompatibilities(BACKWARD_TRANSITIVE))
                .singleElement()
                .satisfies(message -> assertThat(EvolutionGuide.text()).contains("[ERROR] src/main/" + message + "\n"));
        for (String version : versions) {
            assertThat(schemas.declare("InvoiceSent.avsc", version).incompatibilities(BACKWARD_TRANSITIVE))
                    .isEmpty();
            schemas.release();
        }
    }
}
