package dev.sluice.chaos;

import static java.util.stream.Collectors.joining;

import dev.sluice.chaos.Fault.CrashDatabase;
import dev.sluice.chaos.Fault.CutConnections;
import dev.sluice.chaos.Fault.FenceProducer;
import dev.sluice.chaos.Fault.HoldDatabase;
import dev.sluice.chaos.Fault.HoldRegistry;
import dev.sluice.chaos.Fault.HoldRequests;
import dev.sluice.chaos.Fault.KillAllBrokersBut;
import dev.sluice.chaos.Fault.KillBroker;
import dev.sluice.chaos.Fault.KillReplica;
import dev.sluice.chaos.Fault.LoseAnswers;
import dev.sluice.chaos.Fault.LoseDatabaseAnswers;
import dev.sluice.chaos.Fault.PauseBroker;
import dev.sluice.chaos.Fault.PauseReplica;
import dev.sluice.chaos.Fault.Rebalance;
import dev.sluice.chaos.Fault.RefuseDatabase;
import dev.sluice.chaos.Fault.RefuseRegistry;
import dev.sluice.chaos.Fault.StopReplica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * The faults of a round, in lists that strike at the same time, each one fault after the other: a broker, a replica, the
 * registry and the database may be away together.
 */
record Schedule(List<Step> brokers, List<Step> replicas, List<Step> registry, List<Step> database) {

    /** What it takes about until the next fault may strike. */
    private static final Duration RECOVERY = Duration.ofSeconds(6);

    /** A fault, and the quiet before it. */
    record Step(Duration pause, Fault fault) {

        private Duration takes() {
            return pause.plus(fault.lasts()).plus(RECOVERY);
        }
    }

    /** Draws one: of each kind at most one fault, and as many as fit in a time. The same seed gives the same. */
    static Schedule draw(Random random, int replicas, Duration time) {
        List<Fault> brokerFaults = new ArrayList<>(List.of(
                new KillBroker(broker(random), seconds(random, 2, 8)),
                new KillAllBrokersBut(broker(random), seconds(random, 2, 8)),
                // Some are back before the controller notices, and some are not: that takes 9 s.
                new PauseBroker(broker(random), seconds(random, 4, 14)),
                new CutConnections(),
                new HoldRequests(seconds(random, 1, 12)),
                new LoseAnswers(broker(random), seconds(random, 1, 12))));
        List<Fault> replicaFaults = new ArrayList<>(List.of(
                // Some are away past the session timeout and that of their transaction, 10 s both.
                new KillReplica(replica(random, replicas), seconds(random, 0, 25)),
                new StopReplica(replica(random, replicas), seconds(random, 0, 4)),
                // Past the session timeout.
                new PauseReplica(replica(random, replicas), seconds(random, 12, 16)),
                new FenceProducer(replica(random, replicas)),
                new Rebalance(seconds(random, 2, 5))));
        List<Fault> registryFaults = new ArrayList<>(
                List.of(new RefuseRegistry(seconds(random, 4, 20)), new HoldRegistry(seconds(random, 4, 20))));
        List<Fault> databaseFaults = new ArrayList<>(List.of(
                new CrashDatabase(seconds(random, 0, 8)),
                new RefuseDatabase(seconds(random, 2, 10)),
                new HoldDatabase(seconds(random, 4, 20)),
                new LoseDatabaseAnswers(seconds(random, 1, 8))));
        return new Schedule(
                steps(brokerFaults, random, time),
                steps(replicaFaults, random, time),
                steps(registryFaults, random, time),
                steps(databaseFaults, random, time));
    }

    private static List<Step> steps(List<Fault> faults, Random random, Duration time) {
        Collections.shuffle(faults, random);
        List<Step> steps = new ArrayList<>();
        Duration left = time;
        for (Fault fault : faults) {
            Step step = new Step(seconds(random, 1, 4), fault);
            if (step.takes().compareTo(left) <= 0) {
                steps.add(step);
                left = left.minus(step.takes());
            }
        }
        return steps;
    }

    private static Duration seconds(Random random, int least, int most) {
        return Duration.ofMillis(1000L * least + random.nextInt(1000 * (most - least)));
    }

    private static int broker(Random random) {
        return 1 + random.nextInt(Cluster.BROKERS);
    }

    private static int replica(Random random, int replicas) {
        return 1 + random.nextInt(replicas);
    }

    Stream<List<Step>> lists() {
        return Stream.of(brokers, replicas, registry, database);
    }

    Stream<Fault> faults() {
        return lists().flatMap(List::stream).map(Step::fault);
    }

    String describe() {
        return lists().map(steps ->
                        steps.stream().map(step -> step.fault().describe()).collect(joining(", ")))
                .collect(joining("; "));
    }
}
