package dev.sluice.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget.Kind;
import org.jboss.jandex.Index;
import org.jboss.jandex.Indexer;

/** The annotations of Sluice's own classes, without its tests. Reading them takes a fraction of an import by ArchUnit. */
public final class MainClasses {

    private static final Path FOLDER = Path.of("target/classes/dev/sluice");

    private MainClasses() {}

    /** Returns the classes that have an annotation, on themselves or on a method. */
    public static Set<Class<?>> with(Class<? extends Annotation> annotation) {
        return index().getAnnotations(annotation).stream()
                .map(AnnotationInstance::target)
                .map(target -> target.kind() == Kind.METHOD ? target.asMethod().declaringClass() : target.asClass())
                .map(type -> load(type.name().toString()))
                .collect(Collectors.toSet());
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, MainClasses.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Index index() {
        Indexer indexer = new Indexer();
        try (Stream<Path> files = Files.walk(FOLDER)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".class")).toList()) {
                try (InputStream bytes = Files.newInputStream(file)) {
                    indexer.index(bytes);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return indexer.complete();
    }
}
