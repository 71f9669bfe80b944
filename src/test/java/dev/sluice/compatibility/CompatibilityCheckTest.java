package dev.sluice.compatibility;

import static dev.sluice.compatibility.CompatibilityLevel.BACKWARD;
import static dev.sluice.compatibility.CompatibilityLevel.BACKWARD_TRANSITIVE;
import static dev.sluice.compatibility.CompatibilityLevel.FORWARD;
import static dev.sluice.compatibility.CompatibilityLevel.FULL;
import static dev.sluice.compatibility.CompatibilityLevel.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    void aFieldThatIsRenamedWithoutAnAliasIsOneSentence() {
        // Given
        schemas.order(NOTE).release();

        // When
        schemas.order(REMARK);

        // Then
        assertThat(schemas.faults(BACKWARD_TRANSITIVE))
                .containsExactly(
                        "avro/Order.avsc: field `note` was renamed to `remark` without an alias: the records of"
                                + " version 1 could not be read. Give `remark` \"aliases\": [\"note\"]");
    }

    @Test
    void oneThatAvroWouldSilentlyReadAsTheDefaultIsToo() {
        // Given
        schemas.order(NOTE).release();

        // When
        schemas.order(OPTIONAL_REMARK);

        // Then
        assertThat(schemas.faults(BACKWARD_TRANSITIVE))
                .containsExactly(
                        "avro/Order.avsc: field `note` was renamed to `remark` without an alias: what the records"
                                + " of version 1 have in it would silently be read as the default. Give `remark` \"aliases\":"
                                + " [\"note\"]; if it is another field, release the schema without `note` first, and then the one"
                                + " with `remark`");
    }

    @Test
    void twoFieldsThatAreRenamedAreToldApartByTheirOrder() {
        // Given
        schemas.order(NOTE, NOTE.replace("note", "comment")).release();

        // When
        schemas.order(REMARK, REMARK.replace("remark", "memo"));

        // Then
        assertThat(schemas.faults(BACKWARD))
                .satisfiesExactly(
                        fault -> assertThat(fault).contains("`note` was renamed to `remark`"),
                        fault -> assertThat(fault).contains("`comment` was renamed to `memo`"));
    }

    @Test
    void anotherFieldCanFollowInALaterRelease() {
        // Given
        schemas.order(NOTE).release().order().release();

        // When
        schemas.order(OPTIONAL_REMARK);

        // Then
        assertThat(schemas.faults(BACKWARD_TRANSITIVE)).isEmpty();
    }

    @Test
    void anAliasMakesItCompatibleAndMustStay() {
        // Given
        schemas.order(NOTE).release();

        // When
        schemas.order(ALIASED_REMARK);

        // Then
        assertThat(schemas.faults(BACKWARD_TRANSITIVE)).isEmpty();
        assertThat(schemas.release().order(OPTIONAL_REMARK).faults(BACKWARD_TRANSITIVE))
                .containsExactly("avro/Order.avsc: field `remark` has lost its alias `note`, under which older records"
                        + " have it. Keep the alias");
    }

    @Test
    void addingAFieldWithADefaultAndRemovingOnePass() {
        // Given
        schemas.order(NOTE).release();

        // When
        schemas.order("""
                {"name": "count", "type": "int", "default": 0}""");

        // Then
        assertThat(schemas.faults(BACKWARD_TRANSITIVE)).isEmpty();
    }

    @Test
    void aNewFieldWithoutADefaultFails() {
        // Given
        schemas.order().release();

        // When
        schemas.order(NOTE);

        // Then
        assertThat(schemas.faults(BACKWARD_TRANSITIVE))
                .containsExactly(
                        "avro/Order.avsc: field `note` is new and has no default: the records of version 1 lack it"
                                + " and could not be read. Give it a \"default\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "'int' | 'long' | ",
                "'int' | 'string' | was int and is string: the records of version 1 could not be read",
                "'string' | ['null', 'string'] | ",
                "['null', 'string'] | 'string' | can be null no more",
                "['null', 'int'] | ['null', 'string'] | was null or int and is null or string",
                "{'type': 'array', 'items': 'int'} | {'type': 'array', 'items': 'string'} | was array of int and is array of string",
                "{'type': 'map', 'values': 'int'} | {'type': 'map', 'values': 'string'} | was map of int and is map of string",
                "{'type': 'fixed', 'name': 'F', 'size': 2} | {'type': 'fixed', 'name': 'F', 'size': 3} | was F of 2 bytes and is F of 3 bytes",
                "{'type': 'enum', 'name': 'E', 'symbols': ['A', 'B']} | {'type': 'enum', 'name': 'E', 'symbols': ['A']} | has lost the symbols B",
                "{'type': 'enum', 'name': 'E', 'symbols': ['A', 'B']} | {'type': 'enum', 'name': 'E', 'symbols': ['A'], 'default': 'A'} | ",
                "{'type': 'enum', 'name': 'E', 'symbols': ['A']} | {'type': 'enum', 'name': 'E', 'symbols': ['B', 'A']} | ",
                "{'type': 'bytes', 'logicalType': 'decimal', 'precision': 9, 'scale': 2} | {'type': 'bytes', 'logicalType': 'decimal', 'precision': 9, 'scale': 4} | was decimal(9, 2) and is decimal(9, 4): the same bytes would mean something else",
                "{'type': 'bytes', 'logicalType': 'decimal', 'precision': 9, 'scale': 2} | {'type': 'bytes', 'logicalType': 'decimal', 'precision': 12, 'scale': 2} | was decimal(9, 2) and is decimal(12, 2)",
                "{'type': 'bytes', 'logicalType': 'decimal', 'precision': 9, 'scale': 2} | ['null', {'type': 'bytes', 'logicalType': 'decimal', 'precision': 9}] | was decimal(9, 2) and is null or decimal(9, 0)",
                "{'type': 'long', 'logicalType': 'timestamp-millis'} | {'type': 'long', 'logicalType': 'timestamp-micros'} | was timestamp-millis and is timestamp-micros",
                "'long' | {'type': 'long', 'logicalType': 'timestamp-micros'} | was long and is timestamp-micros",
            })
    void theTypeOfAField(String before, String after, String fault) {
        // Given
        schemas.order(field(before)).release();

        // When
        schemas.order(field(after));

        // Then
        if (fault == null) {
            assertThat(schemas.faults(BACKWARD_TRANSITIVE)).isEmpty();
        } else {
            assertThat(schemas.faults(BACKWARD_TRANSITIVE))
                    .singleElement()
                    .asString()
                    .contains("field `f` " + fault);
        }
    }

    private static String field(String type) {
        return "{\"name\": \"f\", \"type\": " + type.replace('\'', '"') + "}";
    }

    @Test
    void aFieldOfATypeThatSeveralShareIsNamedOnceWithItsFile() {
        // Given
        String item = """
                {"type": "record", "name": "Item", "namespace": "n", "fields": [{"name": "price", "type": "%s"}]}""";
        String items = """
                {"name": "items", "type": {"type": "array", "items": "Item"}}""";
        schemas.declare("shared/Item.avsc", item.formatted("int"))
                .order(items)
                .declare(
                        "Other.avsc",
                        SchemaFolders.RECORD
                                .formatted("{\"name\": \"id\", \"type\": \"string\"}, " + items)
                                .replace("\"Order\"", "\"Other\"")
                                .replace("\"order\"", "\"other\""))
                .release();

        // When
        schemas.declare("shared/Item.avsc", item.formatted("string"));

        // Then
        assertThat(schemas.faults(BACKWARD_TRANSITIVE))
                .containsExactly("avro/shared/Item.avsc: field `price` of Item was int and is string: the records of"
                        + " version 1 could not be read. Leave it as it was, and add another field");
    }

    @Test
    void aRecordThatHoldsItselfIsComparedOnce() {
        // Given
        String inner = """
                {"name": "next", "type": ["null", {"type": "record", "name": "Node", "fields": [
                {"name": "%s", "type": "int"}, {"name": "next", "type": ["null", "Node"], "default": null}]}], "default": null}""";
        schemas.order(inner.formatted("value")).release();

        // When
        schemas.order(inner.formatted("number"));

        // Then
        assertThat(schemas.faults(FULL)).singleElement().asString().contains("`value` of Node was renamed to `number`");
    }

    @Test
    void eachVersionCountsIfTheModeIsTransitive() {
        // Given
        schemas.order(NOTE).release().order(ALIASED_REMARK).release();

        // When
        schemas.order(ALIASED_REMARK, "{\"name\": \"note\", \"type\": \"int\", \"default\": 0}");

        // Then
        assertThat(schemas.faults(BACKWARD)).isEmpty();
        assertThat(schemas.faults(BACKWARD_TRANSITIVE))
                .singleElement()
                .asString()
                .contains("was string and is int");
    }

    @Test
    void forwardTheConsumersAreThoseOfTheReleasedVersion() {
        // Given
        schemas.order(NOTE, OPTIONAL_REMARK, "{\"name\": \"n\", \"type\": \"int\"}")
                .release();

        // When
        schemas.order(
                "{\"name\": \"n\", \"type\": \"long\"}",
                "{\"name\": \"memo\", \"type\": [\"null\", \"string\"], \"default\": null, \"aliases\": [\"remark\"]}",
                "{\"name\": \"more\", \"type\": \"int\"}");

        // Then
        assertThat(schemas.faults(FORWARD))
                .containsExactly(
                        "avro/Order.avsc: field `note` is gone, and consumers with version 1 need it, since it has no"
                                + " default there. Keep it",
                        "avro/Order.avsc: field `remark` was renamed to `memo`, and consumers with version 1 would look"
                                + " for the old name. Keep it, and add `memo` beside it",
                        "avro/Order.avsc: field `n` was int and is long: consumers with version 1 could not read new"
                                + " records. Leave it as it was, and add another field");
    }

    @ParameterizedTest
    @ValueSource(strings = {"event", "topic", "key"})
    void whatAReleasedTypeIsKnownByStays(String attribute) {
        // Given
        String schema = SchemaFolders.RECORD.formatted(
                "{\"name\": \"id\", \"type\": \"string\"}, {\"name\": \"other\", \"type\": \"string\"}");
        schemas.declare("Order.avsc", schema).release();

        // When
        schemas.declare(
                "Order.avsc",
                schema.replaceFirst("\"" + attribute + "\": \"[a-z]+\"", "\"" + attribute + "\": \"other\""));

        // Then
        assertThat(schemas.faults(BACKWARD))
                .singleElement()
                .asString()
                .startsWith("avro/Order.avsc: \"" + attribute + "\" was ")
                .contains(" and is \"other\": ");
    }

    @Test
    void theKeyCanBeRenamedWithItsField() {
        // Given
        schemas.order().release();

        // When
        schemas.declare(
                "Order.avsc",
                SchemaFolders.RECORD
                        .formatted("{\"name\": \"orderId\", \"type\": \"string\", \"aliases\": [\"id\"]}")
                        .replace("\"key\": \"id\"", "\"key\": \"orderId\""));

        // Then
        assertThat(schemas.faults(BACKWARD_TRANSITIVE)).isEmpty();
    }

    @Test
    void aReleasedTypeDoesNotGo() throws IOException {
        // Given
        schemas.order().release();

        // When
        Files.delete(schemas.declared().resolve("Order.avsc"));

        // Then
        assertThat(schemas.faults(BACKWARD))
                .singleElement()
                .asString()
                .startsWith("avro-released/n.Order: n.Order is released, and no schema has that name any more");
    }

    @Test
    void withoutAModeNothingIsCompared() throws IOException {
        // Given
        schemas.order(NOTE).release();

        // When
        Files.delete(schemas.declared().resolve("Order.avsc"));

        // Then
        assertThat(schemas.faults(NONE)).isEmpty();
    }

    @Test
    void aReleaseIsWrittenOnceAndByItself() throws IOException {
        // Given
        schemas.order(NOTE);

        // When
        schemas.release().release();

        // Then
        try (var files = Files.walk(schemas.released())) {
            assertThat(files.filter(Files::isRegularFile))
                    .containsExactly(schemas.released().resolve("n.Order/1.avsc"));
        }
    }

    @Test
    void aReleasedVersionInAnotherFolderIsNone() throws IOException {
        // Given
        schemas.order().release();

        // When
        Files.move(schemas.released().resolve("n.Order"), schemas.released().resolve("n.Other"));

        // Then
        assertThatThrownBy(() -> schemas.faults(BACKWARD))
                .isInstanceOf(InvalidSchemaException.class)
                .hasMessageContaining("n.Other/1.avsc");
    }

    @Test
    void releasesNothingIfASchemaIsIncompatible() {
        // Given
        schemas.order().release().order(NOTE);

        // When
        assertThatThrownBy(() -> schemas.check("release")).isInstanceOf(InvalidSchemaException.class);

        // Then
        assertThat(schemas.released().resolve("n.Order/2.avsc")).doesNotExist();
        schemas.order(OPTIONAL_REMARK).check("release");
        assertThat(schemas.released().resolve("n.Order/2.avsc")).exists();
    }

    @Test
    void aSchemaThatCannotBeParsedIsNamed() {
        // Given
        schemas.order("{\"name\": \"f\", \"type\": \"nothing\"}");

        // Then
        assertThatThrownBy(() -> schemas.faults(BACKWARD))
                .isInstanceOf(InvalidSchemaException.class)
                .hasMessageContaining("Order.avsc: ");
        assertThatThrownBy(() -> schemas.check("check")).hasMessageContaining("Order.avsc: ");
    }

    @Test
    void theGuidesVersionsFollowEachOtherAndItsFaultIsAsItSays() {
        // Given
        List<String> versions = EvolutionGuide.versions();
        schemas.declare("InvoiceSent.avsc", versions.get(0)).release();

        // When
        schemas.declare("InvoiceSent.avsc", versions.get(0).replace("\"note\"", "\"remark\""));

        // Then
        assertThat(schemas.faults(BACKWARD_TRANSITIVE))
                .singleElement()
                .satisfies(fault -> assertThat(EvolutionGuide.text()).contains("[ERROR] src/main/" + fault + "\n"));
        for (String version : versions) {
            assertThat(schemas.declare("InvoiceSent.avsc", version).faults(BACKWARD_TRANSITIVE))
                    .isEmpty();
            schemas.release();
        }
    }
}
