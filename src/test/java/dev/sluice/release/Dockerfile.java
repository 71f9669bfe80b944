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

    record Instruction(String name, String arguments) {}

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

    /** From the last {@code FROM} on: what becomes the image. */
    List<Instruction> lastStage() {
        return instructions.subList(lastStart(), instructions.size());
    }

    /** The stages before. */
    List<Instruction> stagesBefore() {
        return instructions.subList(0, lastStart());
    }

    private int lastStart() {
        return instructions.stream().map(Instruction::name).toList().lastIndexOf("FROM");
    }
}
