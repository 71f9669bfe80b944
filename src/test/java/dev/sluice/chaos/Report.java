package dev.sluice.chaos;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** A page of Markdown with a line for each round, their sums, and how often each fault struck; written again after each. */
final class Report {

    private static final Path FILE = Path.of("target", "chaos.md");
    private static final String COUNTS = """
            | round | seed | acknowledged | refused | unknown | of them written | confirmations | reservations | e-mails \
            | poisoned | dead letters | events in the table | orders in the table | of them with anomalies \
            | refused by the database | their dead letters | violations |
            |--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
            """;

    private final List<String> counts = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final Map<String, Integer> strikes = new TreeMap<>();
    private List<Long> sums = List.of();

    void add(int round, long seed, Schedule schedule, Result result) {
        List<Long> numbers = result.numbers();
        sums = sums.isEmpty()
                ? numbers
                : IntStream.range(0, numbers.size())
                        .mapToObj(i -> sums.get(i) + numbers.get(i))
                        .toList();
        counts.add("| %d | %d | %s |".formatted(round, seed, cells(numbers)));
        write(round, schedule);
    }

    /** A round that could not be counted. */
    void failed(int round, long seed, Schedule schedule, Throwable failure) {
        String why = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        counts.add("| %d | %d | not counted: %s |".formatted(round, seed, why));
        write(round, schedule);
    }

    private void write(int round, Schedule schedule) {
        faults.add("| %d | %s |".formatted(round, schedule.describe()));
        schedule.faults().forEach(fault -> strikes.merge(fault.kind(), 1, Integer::sum));
        try {
            Files.writeString(FILE, text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text() {
        return COUNTS + String.join("\n", counts) + "\n| all | | " + cells(sums)
                + " |\n\n| fault | how often |\n|---|--:|\n"
                + strikes.entrySet().stream()
                        .map(strike -> "| %s | %d |\n".formatted(strike.getKey(), strike.getValue()))
                        .collect(joining())
                + "\n| round | faults of brokers and network; of replicas; of the registry; of the database |\n|--:|---|\n"
                + String.join("\n", faults)
                + "\n";
    }

    private static String cells(List<Long> numbers) {
        return numbers.stream().map(String::valueOf).collect(joining(" | "));
    }
}
