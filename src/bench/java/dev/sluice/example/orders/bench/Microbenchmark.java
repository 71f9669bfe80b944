package dev.sluice.example.orders.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs benchmarks of single methods with JMH, and reports time and allocated bytes of one call. */
public final class Microbenchmark {

    private static final TimeValue ITERATION = TimeValue.seconds(Integer.getInteger("bench.micro.seconds", 2));

    private Microbenchmark() {}

    /**
     * Runs the benchmarks of a class.
     *
     * @param file name of the report in {@code target}
     */
    public static void run(Class<?> benchmarks, String file) throws RunnerException, IOException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(benchmarks.getName())
                        .addProfiler(GCProfiler.class)
                        .forks(1)
                        .warmupIterations(4)
                        .warmupTime(ITERATION)
                        .measurementIterations(5)
                        .measurementTime(ITERATION)
                        .build())
                .run();
        StringBuilder text = new StringBuilder("| | ns | ± | bytes allocated |\n|---|--:|--:|--:|\n");
        for (RunResult result : results) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %.0f | %.0f | %.0f |%n",
                    label(result),
                    result.getPrimaryResult().getScore(),
                    result.getPrimaryResult().getScoreError(),
                    result.getSecondaryResults().get("gc.alloc.rate.norm").getScore()));
        }
        Files.writeString(Path.of("target", file), text);
        System.out.println(text);
    }

    private static String label(RunResult result) {
        return Stream.concat(
                        Stream.of(result.getPrimaryResult().getLabel()),
                        result.getParams().getParamsKeys().stream()
                                .map(key -> key + " = " + result.getParams().getParam(key)))
                .collect(Collectors.joining(", "));
    }
}
