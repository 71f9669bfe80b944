package dev.sluice.example.orders.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** The cost of reading one event, without a service around it. */
class JsonBenchmark {

    private static final Path FILE = Path.of("target", "benchmark-json.md");
    private static final TimeValue ITERATION = TimeValue.seconds(Integer.getInteger("bench.json.seconds", 2));

    @Test
    void measure() throws RunnerException, IOException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(JsonToAvro.class.getName())
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
                    result.getPrimaryResult().getLabel(),
                    result.getPrimaryResult().getScore(),
                    result.getPrimaryResult().getScoreError(),
                    result.getSecondaryResults().get("gc.alloc.rate.norm").getScore()));
        }
        Files.writeString(FILE, text);
        System.out.println(text);
    }
}
