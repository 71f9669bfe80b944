package dev.sluice.compatibility;

import dev.sluice.compatibility.CompatibilityCheck.InvalidSchemaException;
import java.nio.file.Path;
import java.util.List;

/** The command-line entry point of the schema check, which Maven runs before code generation. */
final class CheckSchemas {

    private CheckSchemas() {}

    /**
     * Checks the schemas of a project. With {@code release}, also writes the next version of each changed schema if all are
     * compatible.
     *
     * @param arguments a {@link CompatibilityLevel}, the folder of the project, and {@code check} or {@code release}
     * @throws InvalidSchemaException if a schema cannot be parsed or is incompatible with a released version
     */
    public static void main(String[] arguments) {
        // Relative, so that messages name files as the rest of the build does.
        Path project = Path.of("").toAbsolutePath().relativize(Path.of(arguments[1]));
        CompatibilityCheck check = CompatibilityCheck.ofProject(project);
        check.check(CompatibilityLevel.named(arguments[0]));
        if (arguments[2].equals("release")) {
            List<Path> released = check.release();
            released.forEach(file -> System.out.println("[INFO] Released " + file));
            if (released.isEmpty()) {
                System.out.println("[INFO] Nothing to release: no schema differs from its last released version");
            }
        }
    }
}
