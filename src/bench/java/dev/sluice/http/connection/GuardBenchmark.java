package dev.sluice.http.connection;

import dev.sluice.example.orders.bench.Microbenchmark;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.RunnerException;

/** The cost of the guards of connections, without a service behind them. */
class GuardBenchmark {

    @Test
    void measure() throws RunnerException, IOException {
        Microbenchmark.run(GuardedRequests.class, "benchmark-guards.md");
    }
}
