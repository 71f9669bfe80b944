package dev.sluice.serde;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import javax.tools.ToolProvider;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;

/** Compiles the generated class of one schema version into its own class loader, so that versions can coexist. */
final class GeneratedClasses {

    private GeneratedClasses() {}

    /** Returns a class loader with the class of a schema, compiled into a folder. */
    static ClassLoader of(Schema schema, Path folder) throws IOException {
        Path file = folder.resolve(schema.getName() + ".java");
        Files.writeString(file, """
                package %s;
                public class %s extends org.apache.avro.specific.SpecificRecordBase {
                    public static final org.apache.avro.Schema SCHEMA$ = new org.apache.avro.Schema.Parser().parse(
                            new String(java.util.Base64.getDecoder().decode("%s"), java.nio.charset.StandardCharsets.UTF_8));
                    private static final org.apache.avro.specific.SpecificData MODEL$ =
                            new org.apache.avro.specific.SpecificData(%s.class.getClassLoader());
                    private final Object[] values = new Object[SCHEMA$.getFields().size()];
                    @Override public org.apache.avro.Schema getSchema() { return SCHEMA$; }
                    @Override public Object get(int field) { return values[field]; }
                    @Override public void put(int field, Object value) { values[field] = value; }
                }
                """.formatted(
                        schema.getNamespace(),
                        schema.getName(),
                        Base64.getEncoder().encodeToString(schema.toString().getBytes(UTF_8)),
                        schema.getName()));
        String avro = Path.of(SpecificRecordBase.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
        int exit = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-classpath", avro, "-d", folder.toString(), file.toString());
        if (exit != 0) {
            throw new IllegalStateException("javac failed with exit code " + exit);
        }
        return new URLClassLoader(new URL[] {folder.toUri().toURL()}, SpecificRecordBase.class.getClassLoader());
    }
}
