package dev.sluice.example.orders.chaos;

import dev.sluice.example.orders.chaos.FaultSchedule.Step;
import dev.sluice.testing.EventLog;
import dev.sluice.testing.EventLog.Entry;
import dev.sluice.testing.Registry;
import dev.sluice.testing.Replica;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * A workload under faults, followed by recovery, quiescence, the checks, and perhaps a loss of records. The seed determines workload
 * and faults.
 */
final class Round {

    /** The topics of published events, resulting events and dead letters. */
    private static final List<String> TOPICS = List.of(
            SystemUnderTest.ORDERS_TOPIC,
            "inventory",
            "shipments",
            "notifications",
            "order-status",
            "orders.dlq",
            "shipments.dlq");

    private final SystemUnderTest system;
    private final String registryUrl;
    private final long seed;
    private final FaultSchedule schedule;
    private final Random random;

    /**
     * Draws the faults of a round.
     *
     * @param registryUrl the registry's URL, which bypasses the proxy
     * @param time maximum time under load
     */
    Round(SystemUnderTest system, String registryUrl, long seed, Duration time) {
        this.system = system;
        this.registryUrl = registryUrl;
        this.seed = seed;
        this.random = new Random(seed);
        this.schedule = FaultSchedule.draw(random, system.replicas().size(), time);
    }

    /** The results of both checks. */
    record Result(LogChecker.Summary log, ProjectionChecker.Summary projection) {

        List<String> violations() {
            return Stream.of(log.violations(), projection.violations())
                    .flatMap(List::stream)
                    .toList();
        }

        /** Returns the numbers in the order of the report's columns; the last is the number of kinds of violations. */
        List<Long> numbers() {
            return Stream.of(log.numbers(), projection.numbers(), List.of((long)
                            violations().size()))
                    .flatMap(List::stream)
                    .toList();
        }
    }

    FaultSchedule schedule() {
        return schedule;
    }

    /** Runs the round. When it returns, the system is healed and idle. */
    Result run() {
        EventLog log = new EventLog(system.cluster().bootstrapServers(), registryUrl);
        Map<TopicPartition, Long> starts = log.endOffsets(TOPICS);
        // Earlier rounds have been projected and checked.
        ProjectionTables.clear(system.database());
        // The time distinguishes rounds with the same seed.
        String run = Long.toHexString(seed) + "." + System.currentTimeMillis();
        PoisonProducer poison = new PoisonProducer(
                run,
                Map.of("bootstrap.servers", system.cluster().bootstrapServers()),
                new Registry(registryUrl),
                random);
        Workload workload = new Workload(
                run, system.replicas().stream().map(Replica::address).toList(), poison, new Random(seed));
        workload.start();
        List<PublishAttempt> history;
        try {
            injectFaults();
        } finally {
            system.heal();
            history = workload.stop();
        }
        Quiescence.awaitProcessing(system.cluster(), starts.keySet());
        Quiescence.awaitProjection(system.database(), ProjectionChecker.ends(log.readFrom(starts)));
        // Read again, for dead letters that the projection has written since.
        List<Entry> entries = log.readFrom(starts);
        Result result = new Result(
                new LogChecker(log::decode, entries).check(history, poison.sent()),
                new ProjectionChecker(log::decode, entries)
                        .check(
                                ProjectionTables.read(system.database()),
                                log.endOffsets(ProjectionChecker.PROJECTED_TOPICS)));
        schedule.loss().ifPresent(loss -> loss.inject(system));
        return result;
    }

    /** Injects the faults of all sequences concurrently and returns when the last has ended. */
    private void injectFaults() {
        ExecutorService executor = Executors.newCachedThreadPool();
        try {
            CompletableFuture.allOf(schedule.sequences()
                            .map(steps -> CompletableFuture.runAsync(() -> injectFaults(steps), executor))
                            .toArray(CompletableFuture[]::new))
                    .join();
        } finally {
            executor.shutdownNow();
        }
    }

    private void injectFaults(List<Step> steps) {
        for (Step step : steps) {
            Pause.sleep(step.delay());
            step.fault().inject(system);
        }
    }
}
