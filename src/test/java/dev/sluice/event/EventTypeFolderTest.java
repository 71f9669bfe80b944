package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.parcel.ParcelCreated;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EventTypeFolderTest {

    private static final Schema COMPILED = ParcelCreated.getClassSchema();

    @TempDir
    Path folder;

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static String event(String name, String fieldType) {
        return """
                {"type": "record", "name": "%s", "namespace": "visits", "event": "%s", "doc": "A sentence.", "topic": "visits", "key": "id", "fields": [
                  {"name": "id", "type": "string"}, {"name": "value", "type": %s}]}""".formatted(name, name, fieldType);
    }

    private EventTypeFolder read() {
        return EventTypeFolder.read(folder, List.of(COMPILED));
    }

    @Test
    void readsTypesOfOtherFilesInAnyOrder() throws IOException {
        // Given
        write("a/first.avsc", event("First", "\"Middle\""));
        write(
                "b.avsc",
                "{\"type\": \"record\", \"name\": \"Middle\", \"namespace\": \"visits\", \"fields\": ["
                        + "{\"name\": \"last\", \"type\": \"visits.Last\"}]}");
        write(
                "c/d/last.avsc",
                "{\"type\": \"enum\", \"name\": \"Last\", \"namespace\": \"visits\", \"symbols\": [\"A\"]}");

        // When
        EventTypeFolder read = read();

        // Then
        assertThat(read.errors()).isEmpty();
        assertThat(read.events()).containsOnlyKeys("visits.First");
        assertThat(read.events()
                        .get("visits.First")
                        .getField("value")
                        .schema()
                        .getField("last")
                        .schema()
                        .getEnumSymbols())
                .containsExactly("A");
        assertThat(read.defining("visits.Last"))
                .contains(folder.resolve("c/d/last.avsc").toString());
    }

    @Test
    void usesCompiledTypes() throws IOException {
        // Given
        write("other.avsc", event("Other", '"' + COMPILED.getFullName() + '"'));

        // When
        EventTypeFolder read = read();

        // Then
        assertThat(read.errors()).isEmpty();
        assertThat(read.events().get("visits.Other").getField("value").schema()).isEqualTo(COMPILED);
    }

    @Test
    void readsMountedConfigMapOnce() throws IOException {
        // Given
        write("..2026_12_01/first.avsc", event("First", "\"int\""));
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_12_01"));
        Files.createSymbolicLink(folder.resolve("first.avsc"), Path.of("..data/first.avsc"));

        // When
        EventTypeFolder read = read();

        // Then
        assertThat(read.errors()).isEmpty();
        assertThat(read.events()).containsOnlyKeys("visits.First");
    }

    @Test
    void isEmptyIfItDoesNotExist() {
        assertThat(EventTypeFolder.read(folder.resolve("missing"), List.of())).isEqualTo(EventTypeFolder.empty());
    }

    static Stream<Arguments> invalid() {
        return Stream.of(
                Arguments.of("{\"type\": oops", "Unrecognized token 'oops'"),
                Arguments.of("", ""),
                Arguments.of("[".repeat(5000), "nesting depth"),
                Arguments.of("null", ""),
                Arguments.of(event("First", "\"Unknown\""), "Unknown"),
                Arguments.of(event("First", "{\"type\": \"enum\", \"name\": \"E\", \"symbols\": [\"1\"]}"), "1"),
                Arguments.of(event("First", "\"int\"").replace("\"value\"", "\"id\""), "Duplicate field id"),
                Arguments.of(
                        "{\"type\": \"record\", \"name\": \"ParcelCreated\", \"namespace\": \""
                                + COMPILED.getNamespace() + "\", \"fields\": []}",
                        "Can't redefine: " + COMPILED.getFullName()));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void reportsFileThatIsNotASchema(String text, String error) throws IOException {
        // Given
        write("broken.avsc", text);
        write("valid.avsc", event("Valid", "\"int\""));

        // When
        EventTypeFolder read = read();

        // Then
        assertThat(read.errors())
                .singleElement()
                .asString()
                .startsWith(folder.resolve("broken.avsc") + ": ")
                .contains(error);
        assertThat(read.events()).containsOnlyKeys("visits.Valid");
    }

    @Test
    void reportsTypeThatTwoFilesDefine() throws IOException {
        // Given
        write("a.avsc", event("First", "\"int\""));
        write("b.avsc", event("First", "\"string\""));

        // Then
        assertThat(read().errors()).containsExactly(folder.resolve("b.avsc") + ": Can't redefine: visits.First");
    }

    @Test
    void reportsCopyOfAFileAndOfACompiledType() throws IOException {
        // Given
        write("a.avsc", event("First", "\"int\""));
        write("b.avsc", event("First", "\"int\""));
        write("compiled.avsc", COMPILED.toString());

        // Then
        assertThat(read().errors())
                .containsExactly(
                        folder.resolve("b.avsc") + ": defines visits.First, which " + folder.resolve("a.avsc")
                                + " already defines",
                        folder.resolve("compiled.avsc") + ": defines " + COMPILED.getFullName()
                                + ", which the application already defines");
    }

    @Test
    void reportsLinkToAFolderThatContainsIt() throws IOException {
        // Given
        Files.createSymbolicLink(folder.resolve("loop"), folder);

        // Then
        assertThat(read().errors())
                .containsExactly(folder.resolve("loop") + ": is a link to a folder that contains it");
    }

    @Test
    void reportsLinkToNothing() throws IOException {
        // Given
        Files.createSymbolicLink(folder.resolve("gone.avsc"), folder.resolve("missing"));

        // Then
        assertThat(read().errors()).containsExactly(folder.resolve("gone.avsc") + ": is not a file");
    }

    @Test
    void reportsLargeFile() throws IOException {
        // Given
        write("large.avsc", " ".repeat(SchemaTree.MAX_FILE_SIZE + 1));

        // Then
        assertThat(read().errors()).containsExactly(folder.resolve("large.avsc") + ": is larger than 1048576 bytes");
    }

    @Test
    void reportsTooManyFilesOnce() throws IOException {
        // Given
        for (int i = 0; i <= SchemaTree.MAX_FILES; i++) {
            write(i + ".avsc", "invalid");
        }

        // Then
        assertThat(read().errors()).containsExactly(folder + ": has more than 1000 schema files");
    }
}
