package dev.sluice.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.compiler.specific.SpecificCompiler;
import org.apache.avro.generic.GenericData;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * The classes of schemas, generated and compiled as Quarkus does, but at the run time of a test.
 *
 * @param folder folder of the sources and the classes
 * @param errors messages of the generator or the compiler; there are classes only if there are none
 */
public record GeneratedClasses(Path folder, List<String> errors) {

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    /** Generates and compiles the classes of schemas and of all types in them into a new folder. */
    public static GeneratedClasses of(Collection<Schema> schemas) throws IOException {
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target/generated-test-classes")), "");
        try {
            for (Schema schema : schemas) {
                generate(schema, folder);
            }
        } catch (RuntimeException e) {
            return new GeneratedClasses(folder, List.of(e.toString()));
        }
        return new GeneratedClasses(folder, compile(folder));
    }

    /** Sets what {@code AvroSchemaCodeGenProvider} of Quarkus sets, with this application's configuration. */
    private static void generate(Schema schema, Path folder) throws IOException {
        SpecificCompiler generator = new SpecificCompiler(schema);
        generator.setStringType(GenericData.StringType.String);
        generator.setFieldVisibility(SpecificCompiler.FieldVisibility.PRIVATE);
        generator.setEnableDecimalLogicalType(true);
        generator.setOutputCharacterEncoding("UTF-8");
        generator.addCustomConversion(Conversions.UUIDConversion.class);
        generator.compileToDestination(null, folder.toFile());
    }

    private static List<String> compile(Path folder) throws IOException {
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        List<String> options = List.of("-proc:none", "-nowarn", "-classpath", avro(), "-d", folder.toString());
        try (StandardJavaFileManager files = COMPILER.getStandardFileManager(diagnostics, Locale.ROOT, UTF_8);
                Stream<Path> tree = Files.walk(folder)) {
            List<Path> sources =
                    tree.filter(file -> file.toString().endsWith(".java")).toList();
            boolean compiled = COMPILER.getTask(
                            null, files, diagnostics, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
            return compiled
                    ? List.of()
                    : diagnostics.getDiagnostics().stream()
                            .map(Object::toString)
                            .toList();
        }
    }

    private static String avro() {
        return Path.of(SpecificRecordBase.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
    }

    /** Returns a loader of these classes below the thread's. Classes of several loaders can have the same name. */
    public ClassLoader loader() throws IOException {
        if (!errors.isEmpty()) {
            throw new IllegalStateException(String.join("\n", errors));
        }
        return new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, Thread.currentThread().getContextClassLoader());
    }
}
