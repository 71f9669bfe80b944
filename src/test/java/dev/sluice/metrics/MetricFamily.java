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

/** A metric family, as documented in docs/metrics.md and as exposed by {@code /q/metrics}. */
public record MetricFamily(String name, String type, Set<String> labels) {

    private static final String PREFIX = "sluice_";
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");
    private static final Pattern ROW = Pattern.compile("\\| `(sluice_\\w+)` \\| (\\w+) \\| ([^|]*)\\|.*");

    /** Returns the families in the tables of the page. */
    public static List<MetricFamily> documentedIn(Stream<String> lines) {
        return lines.map(ROW::matcher)
                .filter(Matcher::matches)
                .map(row -> new MetricFamily(row.group(1), row.group(2), labels(row.group(3))))
                .toList();
    }

    private static Set<String> labels(String cell) {
        return Stream.of(cell.split("[`, ]+")).filter(name -> !name.isBlank()).collect(toSet());
    }

    /** Returns the families in a response in the text format. The {@code _max} of a histogram is part of it. */
    public static List<MetricFamily> exposedIn(String text) {
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

    /** Returns the labels of a family, without {@code le}, which all histograms have. */
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
