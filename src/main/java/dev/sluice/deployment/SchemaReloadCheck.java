package dev.sluice.deployment;

import dev.sluice.compatibility.CompatibilityCheck.InvalidSchemaException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The check of schemas before a live reload. The code generator of dev mode only logs that it failed, and then nothing reloads;
 * and of a schema without a usable class, the compiler would report the class. Reports the fault with its file instead, until
 * it is fixed.
 */
final class SchemaReloadCheck implements Runnable {

    private final Path schemas;
    private final Path generated;
    private final Runnable check;
    private final Consumer<@Nullable Throwable> report;

    private Map<Path, FileTime> checked;
    private FileTime lastValid = now();
    private @Nullable InvalidSchemaException fault;

    /**
     * Creates a check of schemas that are valid now.
     *
     * @param schemas folder of the declared schemas
     * @param generated folder of the sources that are generated from them
     * @param check throws {@link InvalidSchemaException} if the schemas are invalid
     * @param report is called with the fault before each reload, and with null once it is fixed
     */
    SchemaReloadCheck(Path schemas, Path generated, Runnable check, Consumer<@Nullable Throwable> report) {
        this.schemas = schemas;
        this.generated = generated;
        this.check = check;
        this.report = report;
        this.checked = files(schemas);
    }

    @Override
    public void run() {
        Map<Path, FileTime> current = files(schemas);
        boolean wasFaulty = fault != null;
        if (!current.equals(checked)) {
            checked = current;
            fault = fault();
        }
        if (fault != null) {
            deleteGeneratedSinceLastValid();
            report.accept(fault);
        } else {
            lastValid = now();
            if (wasFaulty) {
                report.accept(null);
            }
        }
    }

    private @Nullable InvalidSchemaException fault() {
        try {
            check.run();
            return null;
        } catch (InvalidSchemaException e) {
            return e;
        }
    }

    /** Hides classes of invalid schemas from the compiler. The generator writes them again once the schemas are valid. */
    private void deleteGeneratedSinceLastValid() {
        files(generated).forEach((file, modified) -> {
            if (modified.compareTo(lastValid) > 0) {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
    }

    /** Returns the files below a folder and the time of their last change. */
    private static Map<Path, FileTime> files(Path folder) {
        Map<Path, FileTime> files = new TreeMap<>(Comparator.naturalOrder());
        if (Files.isDirectory(folder)) {
            try (Stream<Path> tree = Files.walk(folder)) {
                for (Path file : tree.filter(Files::isRegularFile).toList()) {
                    files.put(file, Files.getLastModifiedTime(file));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return files;
    }

    private static FileTime now() {
        return FileTime.fromMillis(System.currentTimeMillis());
    }
}
