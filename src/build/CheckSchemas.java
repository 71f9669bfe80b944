import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * Parses the schemas as Quarkus's code generator will, which names no file when it fails. Maven runs it before, from this
 * source: {@code CheckSchemas.java <folder> <folder of shared types>}.
 */
class CheckSchemas {

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Path shared = folder.resolve(arguments[1]);
        Schema.Parser parser = new Schema.Parser();
        for (Path file : Stream.concat(schemas(shared), schemas(folder).filter(path -> !path.startsWith(shared)))
                .toList()) {
            try {
                parser.parse(Files.readString(file));
            } catch (AvroRuntimeException e) {
                System.err.println("[ERROR] " + file + ": " + e.getMessage().strip());
                // One that failed leaves the parser unfit for the others.
                System.exit(1);
            }
        }
    }

    private static Stream<Path> schemas(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Stream.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".avsc")).sorted().toList().stream();
        }
    }
}
