package dev.sluice.example.orders.chaos;

import static java.util.stream.Collectors.joining;

import dev.sluice.example.orders.chaos.Fault.CloseConnections;
import dev.sluice.example.orders.chaos.Fault.CrashDatabase;
import dev.sluice.example.orders.chaos.Fault.DelayRequests;
import dev.sluice.example.orders.chaos.Fault.DropDatabaseResponses;
import dev.sluice.example.orders.chaos.Fault.DropResponses;
import dev.sluice.example.orders.chaos.Fault.EmptyRegistry;
import dev.sluice.example.orders.chaos.Fault.FenceProducer;
import dev.sluice.example.orders.chaos.Fault.HangDatabase;
import dev.sluice.example.orders.chaos.Fault.HangRegistry;
import dev.sluice.example.orders.chaos.Fault.KillAllBrokersExcept;
import dev.sluice.example.orders.chaos.Fault.KillBroker;
import dev.sluice.example.orders.chaos.Fault.KillReplica;
import dev.sluice.example.orders.chaos.Fault.LoseOffsets;
import dev.sluice.example.orders.chaos.Fault.PauseBroker;
import dev.sluice.example.orders.chaos.Fault.PauseReplica;
import dev.sluice.example.orders.chaos.Fault.Rebalance;
import dev.sluice.example.orders.chaos.Fault.RefuseDatabase;
import dev.sluice.example.orders.chaos.Fault.RefuseRegistry;
import dev.sluice.example.orders.chaos.Fault.RejectDatabaseWrites;
import dev.sluice.example.orders.chaos.Fault.StopReplica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * The faults of a round, in four sequences that run concurrently: a broker, a replica, the registry and PostgreSQL may fail at the
 * same time. Some rounds end with a loss of records, after their results have been checked.
 */
record FaultSchedule(
        List<Step> brokers, List<Step> replicas, List<Step> registry, List<Step> database, Optional<LogLoss> loss) {

    /** The approximate time from the end of a fault to the next. */
    private static final Duration RECOVERY = Duration.ofSeconds(6);

    /** A fault and the delay before it. */
    record Step(Duration delay, Fault fault) {

        private Duration total() {
            return delay.plus(fault.duration()).plus(RECOVERY);
        }
    }

    /**
     * Draws a schedule with at most one fault of each kind. The same seed gives the same schedule.
     *
     * @param time maximum duration of each sequence
     */
    static FaultSchedule draw(Random random, int replicas, Duration time) {
        List<Fault> brokerFaults = new ArrayList<>(List.of(
                new KillBroker(broker(random), seconds(random, 2, 8)),
                new KillAllBrokersExcept(broker(random), seconds(random, 2, 8)),
                // Some pauses end before the controller notices, which takes 9 s.
                new PauseBroker(broker(random), seconds(random, 4, 14)),
                new CloseConnections(),
                new DelayRequests(seconds(random, 1, 12)),
                new DropResponses(broker(random), seconds(random, 1, 12))));
        List<Fault> replicaFaults = new ArrayList<>(List.of(
                // Some replicas are down for longer than the session and transaction timeouts, 10 s each.
                new KillReplica(replica(random, replicas), seconds(random, 0, 25)),
                new StopReplica(replica(random, replicas), seconds(random, 0, 4)),
                // Longer than the session timeout.
                new PauseReplica(replica(random, replicas), seconds(random, 12, 16)),
                new FenceProducer(replica(random, replicas)),
                new LoseOffsets(),
                new Rebalance(seconds(random, 2, 5))));
        List<Fault> registryFaults = new ArrayList<>(List.of(
                new RefuseRegistry(seconds(random, 4, 20)),
                new HangRegistry(seconds(random, 4, 20)),
                new EmptyRegistry(seconds(random, 4, 20))));
        List<Fault> databaseFaults = new ArrayList<>(List.of(
                new CrashDatabase(seconds(random, 0, 8)),
                new RefuseDatabase(seconds(random, 2, 10)),
                new HangDatabase(seconds(random, 4, 20)),
                new DropDatabaseResponses(seconds(random, 1, 8)),
                new RejectDatabaseWrites(seconds(random, 2, 20))));
        return new FaultSchedule(
                steps(brokerFaults, random, time),
                steps(replicaFaults, random, time),
                steps(registryFaults, random, time),
                steps(databaseFaults, random, time),
                loss(random));
    }

    /** Draws a loss for every third round. */
    private static Optional<LogLoss> loss(Random random) {
        LogLoss[] losses = LogLoss.values();
        int drawn = random.nextInt(3 * losses.length);
        return drawn < losses.length ? Optional.of(losses[drawn]) : Optional.empty();
    }

    private static List<Step> steps(List<Fault> faults, Random random, Duration time) {
        Collections.shuffle(faults, random);
        List<Step> steps = new ArrayList<>();
        Duration remaining = time;
        for (Fault fault : faults) {
            Step step = new Step(seconds(random, 1, 4), fault);
            if (step.total().compareTo(remaining) <= 0) {
                steps.add(step);
                remaining = remaining.minus(step.total());
            }
        }
        return steps;
    }

    private static Duration seconds(Random random, int min, int max) {
        return Duration.ofMillis(1000L * min + random.nextInt(1000 * (max - min)));
    }

    private static int broker(Random random) {
        return 1 + random.nextInt(Cluster.BROKERS);
    }

    private static int replica(Random random, int replicas) {
        return 1 + random.nextInt(replicas);
    }

    Stream<List<Step>> sequences() {
        return Stream.of(brokers, replicas, registry, database);
    }

    /** Returns the kinds of all faults, for the report. */
    Stream<String> kinds() {
        return Stream.concat(
                sequences().flatMap(List::stream).map(step -> step.fault().kind()),
                loss.stream().map(LogLoss::text));
    }

    String description() {
        return Stream.concat(
                        sequences().map(steps -> steps.stream()
                                .map(step -> step.fault().description())
                                .collect(joining(", "))),
                        loss.stream().map(LogLoss::text))
                .collect(joining("; "));
    }
}
