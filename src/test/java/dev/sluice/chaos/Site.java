package dev.sluice.chaos;

import dev.sluice.testing.ChildProcess;
import dev.sluice.testing.Replica;
import java.util.List;

/** What faults strike: brokers, their networks, and replicas of the service. */
record Site(Cluster cluster, List<Replica> replicas) {

    /** The group that processes; the transactional id of each replica starts with the same word. */
    static final String GROUP = "sluice-processing";

    Broker broker(int number) {
        return cluster.brokers().get(number - 1);
    }

    Replica replica(int number) {
        return replicas.get(number - 1);
    }

    /** Ends all faults, and waits until everything runs. */
    void heal() {
        cluster.brokers().forEach(broker -> {
            broker.proxy().release();
            ChildProcess process = broker.process();
            process.resume();
            process.restart();
        });
        replicas.forEach(replica -> {
            replica.resume();
            replica.restart();
        });
        cluster.awaitWhole();
        replicas.forEach(Replica::awaitReady);
    }
}
