package dev.sluice.example.orders.bench;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.RunnerException;

/** The cost of reading one event, without a service around it. */
class JsonBenchmark {

    @Test
    void measure() throws RunnerException, IOException {
        Microbenchmark.run(JsonToAvro.class, "benchmark-json.md");
    }
}
