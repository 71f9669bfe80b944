package dev.sluice.example.orders.chaos;

import dev.sluice.testing.ChildProcess;
import dev.sluice.testing.Proxy;
import dev.sluice.testing.Replica;
import java.util.List;
import java.util.Map;

/**
 * The processes and networks into which faults are injected.
 *
 * @param registry the proxy between the replicas and the schema registry
 * @param emptyRegistryPort the port of a registry without schemas
 * @param settings the settings with which a process of the package connects to the servers
 */
record SystemUnderTest(
        Cluster cluster,
        Proxy registry,
        int emptyRegistryPort,
        Postgresql database,
        List<Replica> replicas,
        Map<String, String> settings) {

    /** The consumer group of processing, which is also the prefix of its transactional ids. */
    static final String PROCESSING_GROUP = "sluice-processing";

    /** The only topic that processing reads. */
    static final String ORDERS_TOPIC = "orders";

    /** @param number number of the broker, from 1 */
    Broker broker(int number) {
        return cluster.brokers().get(number - 1);
    }

    /** @param number number of the replica, from 1 */
    Replica replica(int number) {
        return replicas.get(number - 1);
    }

    /** Ends all faults and waits until every process runs and is ready. */
    void heal() {
        registry.restore();
        database.proxy().restore();
        database.restart();
        cluster.brokers().forEach(broker -> {
            broker.proxy().restore();
            ChildProcess process = broker.process();
            process.resume();
            process.restart();
        });
        replicas.forEach(replica -> {
            replica.resume();
            replica.restart();
        });
        cluster.awaitInSync();
        replicas.forEach(Replica::awaitReady);
    }
}
