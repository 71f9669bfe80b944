package dev.sluice.example.orders.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** A Markdown page with the measurements and their ratios to the upper limits. */
final class Report {

    private static final Path FILE = Path.of("target", "benchmark.md");

    private final StringBuilder text = new StringBuilder();
    private final Map<String, Sample> samples;

    Report(Map<String, Sample> samples) {
        this.samples = samples;
    }

    void write() throws IOException {
        text.append("| | events/s | p50 | p99 | CPU of the service, each |\n|---|--:|--:|--:|--:|\n");
        samples.forEach((name, sample) -> line(
                "| %s | %,.0f | %s | %s | %s |",
                name,
                sample.eventsPerSecond(),
                millis(sample.p50()),
                millis(sample.p99()),
                sample.cpuMicros() == 0 ? "" : String.format(Locale.ROOT, "%.1f µs", sample.cpuMicros())));
        text.append("\n| ratio | | at least |\n|---|--:|--:|\n");
        ratio("single / empty endpoint, 64 connections", of("single 64") / of("empty 64"), 0.35);
        ratio("single / empty endpoint, 256 connections", of("single 256") / of("empty 256"), 0.5);
        double series = 1 / (1 / of("empty batch") + 1 / of("producer"));
        ratio("batches / the two limits in series", of("batch") / series, 1);
        ratio("NDJSON / the two limits in series", of("stream") / series, 1);
        Files.writeString(FILE, text);
        System.out.println(text);
    }

    /** Returns the events per second of a measurement; NaN if it was not made. */
    private double of(String name) {
        Sample sample = samples.get(name);
        return sample == null ? Double.NaN : sample.eventsPerSecond();
    }

    private void ratio(String name, double value, double goal) {
        if (Double.isNaN(value)) {
            return;
        }
        line("| %s | %.2f | %.2f |", name, value, goal);
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String millis(long micros) {
        return micros == 0 ? "" : String.format(Locale.ROOT, "%.1f ms", micros / 1000.0);
    }
}
