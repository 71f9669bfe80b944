package dev.sluice.event;

import dev.sluice.compatibility.SchemaFolder;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** The schema files of a folder and its subfolders, within limits of number, size and depth. Follows links. */
final class SchemaTree extends SimpleFileVisitor<Path> {

    /** The largest schema file, in bytes: as large as a ConfigMap, which is far more than a registry accepts. */
    static final int MAX_FILE_SIZE = 1024 * 1024;
    /** The largest number of schema files. Each type costs memory and a lookup in the registry at startup. */
    static final int MAX_FILES = 1000;

    private static final int MAX_DEPTH = 16;

    private final Path folder;
    private final List<Path> files = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();

    private SchemaTree(Path folder) {
        this.folder = folder;
    }

    /** Walks a folder, if it exists. */
    static SchemaTree of(Path folder) {
        SchemaTree tree = new SchemaTree(folder);
        if (Files.isDirectory(folder)) {
            tree.walk();
        }
        return tree;
    }

    /** Returns the files, sorted by path. */
    List<Path> files() {
        return files;
    }

    /** Returns a message for each file and folder that cannot be read. */
    List<String> errors() {
        return errors;
    }

    private void walk() {
        try {
            Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), MAX_DEPTH, this);
        } catch (IOException e) {
            errors.add(folder + ": cannot be read: " + e);
        }
        files.sort(null);
        if (files.size() > MAX_FILES) {
            errors.add(folder + ": has more than " + MAX_FILES + " schema files");
            files.clear();
        }
    }

    private boolean isHidden(Path path) {
        return !path.equals(folder) && path.getFileName().toString().startsWith(".");
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
        return isHidden(directory) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.isDirectory()) {
            errors.add(file + ": is more than " + MAX_DEPTH + " folders deep");
        } else if (isHidden(file) || !file.toString().endsWith(SchemaFolder.EXTENSION)) {
            return FileVisitResult.CONTINUE;
        } else if (!attributes.isRegularFile()) {
            errors.add(file + ": is not a file");
        } else if (attributes.size() > MAX_FILE_SIZE) {
            errors.add(file + ": is larger than " + MAX_FILE_SIZE + " bytes");
        } else {
            files.add(file);
        }
        return files.size() > MAX_FILES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
        errors.add(file
                + (failure instanceof FileSystemLoopException
                        ? ": is a link to a folder that contains it"
                        : ": cannot be read: " + failure));
        return FileVisitResult.CONTINUE;
    }
}
