package dev.sluice.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What docs/configuration.md says of keys is what the code says. */
@Execution(ExecutionMode.CONCURRENT)
class ConfigurationPageTest {

    private static final Path PAGE = Path.of("docs/configuration.md");
    private static final String BEGIN =
            "<!-- Made of the code: ./mvnw test -Dtest=ConfigurationPageTest -Dconfiguration.write -->";
    private static final String END = "<!-- End of what is made of the code -->";

    /** A variable, its key, its default. */
    private static final Pattern VARIABLE = Pattern.compile("(?m)^\\| `([A-Z0-9_]+)` \\| `([^`]+)` \\|([^|]*)\\|");

    @Test
    void hasEachKeyOfSluiceWithItsDefaultAndMeaning() throws IOException {
        // Given
        List<String> expected = MappedKeys.lines();
        if (System.getProperty("configuration.write") != null) {
            write(expected);
        }

        // When
        List<String> actual = madeOfTheCode(Files.readString(PAGE)).lines().toList();

        // Then
        assertThat(actual)
                .as("%s, which is written by ./mvnw test -Dtest=ConfigurationPageTest -Dconfiguration.write", PAGE)
                .containsExactlyElementsOf(expected);
    }

    @Test
    void hasNoVariableThatNobodyReads() throws IOException {
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
            assertThat(known.isAskedFor(variable) || variable.equals(variableOf(key)))
                    .as("%s sets %s", variable, key)
                    .isTrue();
        });
    }

    @Test
    void tellsTheDefaultsOfQuarkusAsTheyAre() throws IOException {
        // Given
        KnownKeys known = new KnownKeys();

        // When
        List<MatchResult> variables = VARIABLE.matcher(Files.readString(PAGE))
                .results()
                .filter(row -> row.group(2).startsWith("quarkus."))
                .filter(row -> !known.isAskedFor(row.group(1)))
                .toList();

        // Then
        assertThat(variables).isNotEmpty().allSatisfy(row -> assertThat(
                        row.group(3).strip().replace("`", ""))
                .as(row.group(2))
                .isEqualTo(known.defaultOf(row.group(2)).orElse("")));
    }

    /** As SmallRye Config finds it: all that is no letter or digit is an underscore. */
    private static String variableOf(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    private static String madeOfTheCode(String page) {
        return page.substring(page.indexOf(BEGIN) + BEGIN.length() + 1, page.indexOf(END));
    }

    private static void write(List<String> lines) throws IOException {
        String page = Files.readString(PAGE);
        Files.writeString(
                PAGE,
                page.substring(0, page.indexOf(BEGIN) + BEGIN.length() + 1)
                        + String.join("\n", lines)
                        + "\n"
                        + page.substring(page.indexOf(END)));
    }
}
