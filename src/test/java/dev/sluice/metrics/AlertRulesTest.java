package dev.sluice.metrics;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The alert rules and the dashboard, checked without a server. */
class AlertRulesTest {

    private static final Path RULES = Path.of("deploy/prometheus/sluice-alerts.yaml");
    private static final Path PAGE = Path.of("docs/metrics.md");
    private static final File NO_INPUT = new File("/dev/null");
    private static final Pattern METRIC = Pattern.compile("\\b(sluice_[a-z_]+)");

    private static List<String> all(Path file, String pattern) throws IOException {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(Files.readString(file))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void rulesAreValid() throws Exception {
        PrometheusBinary.promtool(NO_INPUT, "check", "rules", RULES.toString());
    }

    @Test
    void alertsFireAsSpecified() throws Exception {
        PrometheusBinary.promtool(NO_INPUT, "test", "rules", "deploy/prometheus/sluice-alerts-test.yaml");
    }

    @Test
    void alertsHaveSeverityDescriptionAndRunbook() throws IOException {
        // When
        int alerts = all(RULES, "- alert: (\\w+)").size();

        // Then
        assertThat(alerts).isPositive();
        assertThat(all(RULES, "^ +severity: (critical|warning)$")).hasSize(alerts);
        assertThat(all(RULES, "^ +summary: (.+)$")).hasSize(alerts);
        assertThat(all(RULES, "^ +description: (.+)$")).hasSize(alerts);
        assertThat(all(RULES, "^ +runbook_url: docs/operations.md#(.+)$")).hasSize(alerts);
    }

    @Test
    void runbookHeadingsExist() throws IOException {
        // Given
        Set<String> headings = all(Path.of("docs/operations.md"), "^#+ (.+)$").stream()
                .map(heading -> heading.toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 -]", "")
                        .replace(' ', '-'))
                .collect(toSet());

        // When
        List<String> anchors = all(RULES, "runbook_url: docs/operations.md#(.+)$");

        // Then
        assertThat(headings).containsAll(anchors);
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy/prometheus/sluice-alerts.yaml", "deploy/grafana/sluice.json", "docs/operations.md"})
    void usedMetricsAreDocumented(Path file) throws IOException {
        // Given
        Set<String> documented = all(PAGE, "^\\| `(sluice_\\w+)`").stream()
                .flatMap(name -> Stream.of(name, name + "_bucket", name + "_count", name + "_sum", name + "_max"))
                .collect(toSet());

        // When
        Set<String> used = METRIC.matcher(Files.readString(file))
                .results()
                .map(found -> found.group(1))
                .collect(toSet());

        // Then
        assertThat(documented).containsAll(used);
    }
}
