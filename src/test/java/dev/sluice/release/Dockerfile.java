package dev.sluice.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The instructions of a Dockerfile. */
record Dockerfile(List<Instruction> instructions) {

    private static final Pattern COMMENT = Pattern.compile("(?m)^#.*\n");
    private static final Pattern CONTINUATION = Pattern.compile("\\\\\n\\s*");

    /**
     * An instruction, with its continuation lines joined.
     *
     * @param name such as {@code RUN}
     */
    record Instruction(String name, String arguments) {}

    /** Reads a file; skips comments and blank lines. */
    static Dockerfile read(Path file) throws IOException {
        String text = COMMENT.matcher(Files.readString(file)).replaceAll("");
        return new Dockerfile(CONTINUATION
                .matcher(text)
                .replaceAll("")
                .lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.split(" ", 2))
                .map(parts -> new Instruction(parts[0], parts[1]))
                .toList());
    }

    /** Returns the instructions of the last stage, which becomes the image; the first is its {@code FROM}. */
    List<Instruction> lastStage() {
        return instructions.subList(lastFrom(), instructions.size());
    }

    /** Returns the instructions of the stages before the last. */
    List<Instruction> buildStages() {
        return instructions.subList(0, lastFrom());
    }

    private int lastFrom() {
        return instructions.stream().map(Instruction::name).toList().lastIndexOf("FROM");
    }
}
