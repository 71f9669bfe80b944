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
    void findsTheFileThatDefinesARecord() throws IOException {
        // Given
        write("a/One.avsc", "{\"type\":\"record\",\"name\":\"One\",\"namespace\":\"n\",\"fields\":[]}");
        write("Two.avsc", "{\"type\":\"record\",\"name\":\"n.Two\",\"fields\":[]}");

        // When
        SchemaFiles files = SchemaFiles.of(module);

        // Then
        assertThat(files.defining("n.One")).contains("src/main/avro/a/One.avsc");
        assertThat(files.defining("n.Two")).contains("src/main/avro/Two.avsc");
        assertThat(files.defining("n.Three")).isEmpty();
    }

    @Test
    void namesTheSourceOfAClassWhoseFileWasDeleted() throws IOException {
        // Given
        Path source = module.resolve("target/generated-test-sources/avsc/n/Three.java");
        Files.createDirectories(source.getParent());
        Files.createFile(source);

        // Then
        assertThat(SchemaFiles.generatedSource("n.Three", module))
                .hasToString("target/generated-test-sources/avsc/n/Three.java");
        assertThat(SchemaFiles.generatedSource("n.Four", module))
                .hasToString("target/generated-sources/avsc/n/Four.java");
    }

    private void write(String file, String schema) throws IOException {
        Path path = module.resolve("src/main/avro").resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, schema);
    }
}
