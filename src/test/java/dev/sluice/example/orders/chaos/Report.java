package dev.sluice.example.orders.chaos;

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

/** A Markdown page with the numbers of each round, their totals and how often each fault was injected. */
final class Report {

    private static final Path FILE = Path.of("target", "chaos.md");
    private static final String HEADER = """
            | round | seed | acknowledged | refused | unknown | unknown, written | confirmations | reservations | e-mails \
            | poisoned | dead letters | event rows | order rows | orders with anomalies \
            | rejected by PostgreSQL | projection dead letters | violations |
            |--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
            """;

    private final List<String> rounds = new ArrayList<>();
    private final List<String> schedules = new ArrayList<>();
    private final Map<String, Integer> injections = new TreeMap<>();
    private List<Long> totals = List.of();

    /** Adds a round and rewrites the file. */
    void add(int round, long seed, FaultSchedule schedule, Round.Result result) {
        List<Long> numbers = result.numbers();
        totals = totals.isEmpty()
                ? numbers
                : IntStream.range(0, numbers.size())
                        .mapToObj(i -> totals.get(i) + numbers.get(i))
                        .toList();
        rounds.add("| %d | %d | %s |".formatted(round, seed, cells(numbers)));
        write(round, schedule);
    }

    /** Adds a round that failed before its check and rewrites the file. */
    void addFailed(int round, long seed, FaultSchedule schedule, Throwable failure) {
        String cause = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        rounds.add("| %d | %d | not checked: %s |".formatted(round, seed, cause));
        write(round, schedule);
    }

    private void write(int round, FaultSchedule schedule) {
        schedules.add("| %d | %s |".formatted(round, schedule.description()));
        schedule.kinds().forEach(kind -> injections.merge(kind, 1, Integer::sum));
        try {
            Files.writeString(FILE, text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text() {
        return HEADER + String.join("\n", rounds) + "\n| total | | " + cells(totals)
                + " |\n\n| fault | injected |\n|---|--:|\n"
                + injections.entrySet().stream()
                        .map(fault -> "| %s | %d |\n".formatted(fault.getKey(), fault.getValue()))
                        .collect(joining())
                + "\n| round | faults of brokers and network; replicas; registry; PostgreSQL; loss |\n|--:|---|\n"
                + String.join("\n", schedules)
                + "\n";
    }

    private static String cells(List<Long> numbers) {
        return numbers.stream().map(String::valueOf).collect(joining(" | "));
    }
}
