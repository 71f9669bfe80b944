package dev.sluice.chaos;

import java.util.List;
import java.util.stream.Stream;

/** What a round has come to, in the log and in the tables. */
record Result(Count log, ProjectionCount tables) {

    List<String> violations() {
        return Stream.of(log.violations(), tables.violations())
                .flatMap(List::stream)
                .toList();
    }

    /** The numbers, in their order; the last is how many kinds of violations there are. */
    List<Long> numbers() {
        return Stream.of(log.numbers(), tables.numbers(), List.of((long)
                        violations().size()))
                .flatMap(List::stream)
                .toList();
    }
}
