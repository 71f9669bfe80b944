package dev.sluice.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A page of Markdown with a line for each round, which is written again after each. */
final class Report {

    private static final Path FILE = Path.of("target", "chaos.md");

    private final StringBuilder table = new StringBuilder("""
            | round | seed | acknowledged | refused | unknown | of them written | confirmations | reservations | e-mails \
            | poisoned | dead letters | violations |
            |--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
            """);
    private final StringBuilder faults =
            new StringBuilder("| round | faults of brokers and network; of replicas |\n|--:|---|\n");

    void add(int round, long seed, Schedule schedule, Count count) {
        table.append(String.format(
                Locale.ROOT,
                "| %d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d |\n",
                round,
                seed,
                count.acknowledged(),
                count.refused(),
                count.unknown(),
                count.ofThemWritten(),
                count.confirmations(),
                count.reservations(),
                count.emails(),
                count.poisoned(),
                count.deadLetters(),
                count.violations().size()));
        write(round, schedule);
    }

    /** A round that was not counted. */
    void failed(int round, long seed, Schedule schedule, Throwable failure) {
        table.append("| %d | %d | not counted: %s |\n"
                .formatted(
                        round,
                        seed,
                        String.valueOf(failure.getMessage()).lines().findFirst().orElse("")));
        write(round, schedule);
    }

    private void write(int round, Schedule schedule) {
        faults.append("| %d | %s |\n".formatted(round, schedule.describe()));
        try {
            Files.writeString(FILE, table + "\n" + faults);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
