package dev.sluice.chaos;

import static java.util.stream.Collectors.joining;

import dev.sluice.chaos.Fault.CutConnections;
import dev.sluice.chaos.Fault.FenceProducer;
import dev.sluice.chaos.Fault.HoldRequests;
import dev.sluice.chaos.Fault.KillBroker;
import dev.sluice.chaos.Fault.KillReplica;
import dev.sluice.chaos.Fault.LoseAnswers;
import dev.sluice.chaos.Fault.PauseBroker;
import dev.sluice.chaos.Fault.PauseReplica;
import dev.sluice.chaos.Fault.Rebalance;
import dev.sluice.chaos.Fault.StopReplica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * The faults of a round: some strike the brokers, one after the other, and at the same time others strike the replicas. So
 * at most one broker is away, and a broker and a replica may be.
 */
record Schedule(List<Step> brokers, List<Step> replicas) {

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
                // Some are back before the controller notices, and some are not: that takes 9 s.
                new PauseBroker(broker(random), seconds(random, 4, 14)),
                new CutConnections(),
                new HoldRequests(seconds(random, 1, 12)),
                new LoseAnswers(broker(random), seconds(random, 1, 12))));
        List<Fault> replicaFaults = new ArrayList<>(List.of(
                new KillReplica(replica(random, replicas), seconds(random, 0, 4)),
                new StopReplica(replica(random, replicas), seconds(random, 0, 4)),
                // The session timeout is 10 s.
                new PauseReplica(replica(random, replicas), seconds(random, 12, 16)),
                new FenceProducer(replica(random, replicas)),
                new Rebalance(seconds(random, 2, 5))));
        return new Schedule(steps(brokerFaults, random, time), steps(replicaFaults, random, time));
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

    Stream<Fault> faults() {
        return Stream.of(brokers, replicas).flatMap(List::stream).map(Step::fault);
    }

    String describe() {
        return Stream.of(brokers, replicas)
                .map(steps ->
                        steps.stream().map(step -> step.fault().describe()).collect(joining(", ")))
                .collect(joining("; "));
    }
}
