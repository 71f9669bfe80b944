package dev.sluice.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Compares docs/configuration.md with the code; {@code -Dconfiguration.write} writes its generated part. */
@Execution(ExecutionMode.CONCURRENT)
class ConfigurationPageTest {

    private static final Path PAGE = Path.of("docs/configuration.md");

    /** The generated part, between two comments, of which the first names the command. */
    private static final Pattern GENERATED = Pattern.compile("-Dconfiguration\\.write -->\n([\\s\\S]*?)<!-- End ");

    /** A row of an environment variable: the variable, its key, its default. */
    private static final Pattern VARIABLE = Pattern.compile("(?m)^\\| `([A-Z0-9_]+)` \\| `([^`]+)` \\|([^|]*)\\|");

    @Test
    void listsEachKeyWithDefaultAndMeaning() throws IOException {
        // Given
        List<String> expected = MappedKeys.lines();
        if (System.getProperty("configuration.write") != null) {
            write(expected);
        }

        // When
        List<String> actual = generated(Files.readString(PAGE)).group(1).lines().toList();

        // Then
        assertThat(actual)
                .as("%s is outdated; run ./mvnw test -Dtest=ConfigurationPageTest -Dconfiguration.write", PAGE)
                .containsExactlyElementsOf(expected);
    }

    @Test
    void listsNoUnreadVariable() throws IOException {
        // Given
        KnownKeys known = new KnownKeys();

        // When
        List<MatchResult> variables =
                VARIABLE.matcher(Files.readString(PAGE)).results().toList();

        // Then
        assertThat(variables).hasSizeGreaterThan(20).allSatisfy(row -> {
            String variable = row.group(1);
            String key = row.group(2);
            assertThat(known.has(key)).as("%s is a key", key).isTrue();
            assertThat(known.isReferenced(variable) || variable.equals(variableOf(key)))
                    .as("%s sets %s", variable, key)
                    .isTrue();
        });
    }

    @Test
    void statesDefaultsOfQuarkus() throws IOException {
        // Given
        KnownKeys known = new KnownKeys();

        // When
        List<MatchResult> variables = VARIABLE.matcher(Files.readString(PAGE))
                .results()
                .filter(row -> row.group(2).startsWith("quarkus."))
                .filter(row -> !known.isReferenced(row.group(1)))
                .toList();

        // Then
        assertThat(variables).isNotEmpty().allSatisfy(row -> assertThat(
                        row.group(3).strip().replace("`", ""))
                .as(row.group(2))
                .isEqualTo(known.defaultOf(row.group(2)).orElse("")));
    }

    /** Returns the environment variable of a key: SmallRye Config replaces all but letters and digits with underscores. */
    private static String variableOf(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    private static MatchResult generated(String page) {
        Matcher matcher = GENERATED.matcher(page);
        assertThat(matcher.find()).as("%s has a generated part", PAGE).isTrue();
        return matcher.toMatchResult();
    }

    private static void write(List<String> lines) throws IOException {
        String page = Files.readString(PAGE);
        MatchResult part = generated(page);
        Files.writeString(
                PAGE, page.substring(0, part.start(1)) + String.join("\n", lines) + "\n" + page.substring(part.end(1)));
    }
}
