package dev.sluice.compatibility;

import java.nio.file.Path;
import java.util.List;

/** The schema check of the build, which Maven runs in its own process before it generates code. */
final class CheckSchemas {

    private CheckSchemas() {}

    /**
     * Checks the schemas of a project, or releases their next versions if they are compatible.
     *
     * @param arguments a {@link CompatibilityLevel}, the project's folder, and {@code check} or {@code release}
     * @throws InvalidSchemaException if a schema cannot be parsed or is incompatible with a released version
     */
    public static void main(String[] arguments) {
        // Relative, so that messages name files as a reader of the build knows them.
        Path project = Path.of("").toAbsolutePath().relativize(Path.of(arguments[1]));
        CompatibilityCheck evolution = CompatibilityCheck.ofProject(project);
        evolution.check(CompatibilityLevel.named(arguments[0]));
        if (arguments[2].equals("release")) {
            List<Path> released = evolution.release();
            released.forEach(file -> System.out.println("[INFO] Released " + file));
            if (released.isEmpty()) {
                System.out.println("[INFO] Nothing to release: no schema differs from its last version");
            }
        }
    }
}
