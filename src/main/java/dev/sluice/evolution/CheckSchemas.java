package dev.sluice.evolution;

import java.nio.file.Path;
import java.util.List;

/**
 * What Maven runs before it generates code. It ends with 1 if a schema cannot be parsed, or is not compatible with what
 * was released, after a sentence for each fault: {@code CheckSchemas <compatibility> <folder> <folder of shared types in it>
 * <folder of released versions> check|release}. With {@code release} it writes the next versions if nothing is wrong.
 */
final class CheckSchemas {

    private CheckSchemas() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments)));
    }

    /** The exit code. */
    static int run(List<String> arguments) {
        try {
            Compatibility mode = Compatibility.named(arguments.get(0));
            Evolution evolution =
                    Evolution.read(Path.of(arguments.get(1)), arguments.get(2), Path.of(arguments.get(3)));
            List<String> faults = evolution.faults(mode);
            faults.forEach(CheckSchemas::error);
            if (faults.isEmpty() && arguments.get(4).equals("release")) {
                List<Path> released = evolution.release();
                released.forEach(file -> System.out.println("[INFO] Released " + file));
                if (released.isEmpty()) {
                    System.out.println("[INFO] Nothing to release: no schema differs from its last version");
                }
            }
            return faults.isEmpty() ? 0 : 1;
        } catch (InvalidSchemaException | IllegalArgumentException e) {
            error(String.valueOf(e.getMessage()));
            return 1;
        }
    }

    private static void error(String sentence) {
        System.err.println("[ERROR] " + sentence);
    }
}
