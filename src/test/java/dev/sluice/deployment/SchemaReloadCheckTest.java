package dev.sluice.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.compatibility.CompatibilityCheck;
import dev.sluice.compatibility.CompatibilityLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaReloadCheckTest {

    private static final String VALID = """
            {"type": "record", "name": "Parcel", "namespace": "n", "fields": [{"name": "id", "type": "string"}]}""";

    @TempDir
    Path project;

    private final List<@Nullable Throwable> reports = new ArrayList<>();
    private SchemaReloadCheck check;
    private Instant modified = Instant.now();

    @BeforeEach
    void startWithValidSchema() throws IOException {
        write("src/main/avro/Parcel.avsc", VALID);
        write("generated/n/Parcel.java", "");
        check = new SchemaReloadCheck(
                project.resolve("src/main/avro"),
                project.resolve("generated"),
                () -> CompatibilityCheck.ofProject(project).check(CompatibilityLevel.BACKWARD_TRANSITIVE),
                reports::add);
    }

    /** Writes a file, each later than the one before. */
    private void write(String file, String content) throws IOException {
        Path path = project.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
        modified = modified.plusSeconds(1);
        Files.setLastModifiedTime(path, FileTime.from(modified));
    }

    @Test
    void reportsNothingWhileSchemasAreValid() throws IOException {
        // When
        check.run();
        write("src/main/avro/Parcel.avsc", VALID.replace("\"id\"", "\"name\""));
        check.run();

        // Then
        assertThat(reports).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ \"type\": \"record\", | Unexpected end-of-input",
                "{\"type\":\"record\",\"name\":\"A\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"},{\"name\":\"a\",\"type\":\"int\"}]} | Duplicate field a",
                "{\"type\":\"record\",\"name\":\"Override\",\"namespace\":\"n\",\"fields\":[]} | n.Override has a name",
            })
    void reportsFileAndFaultUntilItIsFixed(String schema, String detail) throws IOException {
        // When
        write("src/main/avro/New.avsc", schema);
        check.run();
        check.run();
        Files.delete(project.resolve("src/main/avro/New.avsc"));
        check.run();
        check.run();

        // Then
        assertThat(reports).hasSize(3).last().isNull();
        assertThat(reports.subList(0, 2))
                .allSatisfy(report ->
                        assertThat(report).hasMessageContaining("New.avsc").hasMessageContaining(detail));
    }

    @Test
    void hidesOnlySourcesThatAreGeneratedFromInvalidSchemas() throws IOException {
        // Given
        Files.setLastModifiedTime(project.resolve("generated/n/Parcel.java"), FileTime.fromMillis(0));
        write("src/main/avro/Override.avsc", VALID.replace("Parcel", "Override"));
        write("generated/n/Override.java", "");

        // When
        check.run();

        // Then
        assertThat(project.resolve("generated/n/Override.java")).doesNotExist();
        assertThat(project.resolve("generated/n/Parcel.java")).exists();
    }
}
