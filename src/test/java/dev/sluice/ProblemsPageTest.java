package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the tables of docs/problems.md with the problem types that the sources declare. */
class ProblemsPageTest {

    private static final Path PAGE = Path.of("docs/problems.md");
    private static final Path SOURCES = Path.of("src/main/java");

    /** The arguments of {@code ProblemType.of} and of the enums that call it: name, status, title, retryable. */
    private static final Pattern DECLARATION =
            Pattern.compile("\\(\\s*\"([a-z-]+)\",\\s*(\\d{3}),\\s*\"[^\"]+\",\\s*(true|false)\\s*[,)]");

    /** Status, type and retryable of a row; types of the framework are {@code about:blank} and do not match. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d{3}) \\| `([a-z-]+)` \\|.*\\| (yes|no) \\|$");

    @Test
    void listsEachProblemType() throws IOException {
        // Given
        Set<String> declared = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .map(ProblemsPageTest::read)
                    .flatMap(source -> DECLARATION.matcher(source).results())
                    .forEach(found -> declared.add(found.group(2) + " " + found.group(1)
                            + (found.group(3).equals("true") ? " yes" : " no")));
        }

        // When
        Set<String> documented = new TreeSet<>();
        ROW.matcher(read(PAGE))
                .results()
                .forEach(row -> documented.add(row.group(1) + " " + row.group(2) + " " + row.group(3)));

        // Then
        assertThat(declared).hasSizeGreaterThan(30);
        assertThat(documented).isEqualTo(declared);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
