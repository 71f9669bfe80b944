package dev.sluice.metrics;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A family of metrics, as its page and as {@code /q/metrics} have it. */
record MetricFamily(String name, String type, Set<String> labels) {

    private static final String PREFIX = "sluice_";
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");
    private static final Pattern ROW = Pattern.compile("\\| `(sluice_\\w+)` \\| (\\w+) \\| ([^|]*)\\|.*");

    /** Of the page's table. */
    static List<MetricFamily> ofPage(Stream<String> lines) {
        return lines.map(ROW::matcher)
                .filter(Matcher::matches)
                .map(row -> new MetricFamily(row.group(1), row.group(2), labels(row.group(3))))
                .toList();
    }

    private static Set<String> labels(String cell) {
        return Stream.of(cell.split("[`, ]+")).filter(name -> !name.isBlank()).collect(toSet());
    }

    /** Of an answer in the text format; the {@code _max} of a histogram belongs to it. */
    static List<MetricFamily> ofAnswer(String text) {
        List<MetricFamily> families = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (String line : lines) {
            Matcher type = TYPE.matcher(line);
            if (type.matches() && type.group(1).startsWith(PREFIX)) {
                families.add(new MetricFamily(type.group(1), type.group(2), labels(type.group(1), lines)));
            }
        }
        families.removeIf(family -> family.name.endsWith("_max")
                && families.stream()
                        .anyMatch(other -> other.type.equals("histogram") && family.name.equals(other.name + "_max")));
        return families;
    }

    /** Without those that each family of a kind has. */
    private static Set<String> labels(String name, List<String> lines) {
        Set<String> labels = lines.stream()
                .filter(line -> line.matches(name + "(_bucket|_count|_sum)?[{ ].*"))
                .flatMap(line -> LABEL.matcher(line).results())
                .map(label -> label.group(1))
                .collect(toCollection(TreeSet::new));
        labels.remove("le");
        return labels;
    }
}
