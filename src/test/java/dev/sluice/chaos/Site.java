package dev.sluice.chaos;

import dev.sluice.testing.ChildProcess;
import dev.sluice.testing.Replica;
import java.util.List;

/**
 * What faults strike: brokers, their networks, the way to the registry, the database and the way to it, and replicas of the
 * service.
 *
 * @param registry between the replicas and the schema registry
 */
record Site(Cluster cluster, Proxy registry, Postgresql database, List<Replica> replicas) {

    /** The group that processes; the transactional id of each replica starts with the same word. */
    static final String GROUP = "sluice-processing";

    /** What it reads. */
    static final String ORDERS = "orders";

    Broker broker(int number) {
        return cluster.brokers().get(number - 1);
    }

    Replica replica(int number) {
        return replicas.get(number - 1);
    }

    /** Ends all faults, and waits until everything runs. */
    void heal() {
        registry.release();
        database.proxy().release();
        database.restart();
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
