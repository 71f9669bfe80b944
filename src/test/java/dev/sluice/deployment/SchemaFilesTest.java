package dev.sluice.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaFilesTest {

    @TempDir
    Path module;

    @Test
    void namesTheFileOfARecordAndOfTypesWithinIt() throws IOException {
        // Given
        write("a/Outer.avsc", """
                {"type":"record","name":"Outer","namespace":"n","fields":[
                {"name":"x","type":["null",{"type":"array","items":{"type":"enum","name":"E","symbols":["A"]}}],
                 "default":null}]}""");

        // When
        SchemaFiles files = SchemaFiles.of(module);

        // Then
        assertThat(files.declaring("n.Outer")).isEqualTo("src/main/avro/a/Outer.avsc");
        assertThat(files.declaring("n.E")).isEqualTo("src/main/avro/a/Outer.avsc");
        assertThat(files.declaring("other.R")).isEqualTo("other.R");
        assertThat(files.faults()).isEmpty();
    }

    @Test
    void namesBothFilesThatDefineTheSameName() throws IOException {
        // Given
        write("A.avsc", "{\"type\":\"record\",\"name\":\"R\",\"namespace\":\"n\",\"fields\":[]}");
        write("B.avsc", "{\"type\":\"record\",\"name\":\"n.R\",\"fields\":[]}");

        // When
        SchemaFiles files = SchemaFiles.of(module);

        // Then
        assertThat(files.faults()).containsExactly("src/main/avro/B.avsc: defines n.R, as does src/main/avro/A.avsc");
    }

    private void write(String file, String schema) throws IOException {
        Path path = module.resolve("src/main/avro").resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, schema);
    }
}
