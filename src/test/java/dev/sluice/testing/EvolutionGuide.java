package dev.sluice.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The schemas in {@code docs/how-to/evolve-a-schema.md}, which tests apply. */
public final class EvolutionGuide {

    private static final Pattern SCHEMA = Pattern.compile("```json\n([^`]+)```");

    private EvolutionGuide() {}

    /** Returns the schema versions in the order of the guide, oldest first. */
    public static List<String> versions() {
        return SCHEMA.matcher(text()).results().map(version -> version.group(1)).toList();
    }

    public static String text() {
        try {
            return Files.readString(Path.of("docs/how-to/evolve-a-schema.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
