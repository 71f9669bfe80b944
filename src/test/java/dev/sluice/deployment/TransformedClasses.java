package dev.sluice.deployment;

import dev.sluice.testing.GeneratedClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;

/** Generated classes as the application has them, after the build's changes to their bytecode. */
public final class TransformedClasses {

    private TransformedClasses() {}

    /** Returns a loader of the changed classes. */
    public static ClassLoader of(GeneratedClasses classes) throws IOException {
        List<Path> files;
        try (Stream<Path> tree = Files.walk(classes.folder())) {
            files = tree.filter(file -> file.toString().endsWith(".class")).toList();
        }
        for (Path file : files) {
            ClassWriter output = new ClassWriter(0);
            new ClassReader(Files.readAllBytes(file)).accept(GeneratedClassesProcessor.exact(output), 0);
            Files.write(file, output.toByteArray());
        }
        return classes.loader();
    }
}
