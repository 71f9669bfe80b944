package dev.sluice.example.orders.chaos;

import static dev.sluice.testing.Waits.LONG_LIMIT;
import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;

import dev.sluice.testing.ChildProcess;
import dev.sluice.testing.Proxy;
import dev.sluice.testing.Replica;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A fault that is injected for a limited time. Numbers of replicas and brokers start at 1. */
sealed interface Fault {

    /** Returns the fault and its target, for the report. */
    String name();

    /** Returns how long the fault lasts, without the target's time to recover. */
    Duration duration();

    /** Injects the fault and ends it after its duration. Returns when the next fault of the same sequence may follow. */
    void inject(SystemUnderTest system);

    /** Kills a replica, like the kernel's OOM killer or the loss of a node, and restarts it. */
    record KillReplica(int replica, Duration duration) implements Fault {

        @Override
        public String name() {
            return "kill -9 replica " + replica;
        }

        @Override
        public void inject(SystemUnderTest system) {
            during(duration, system.replica(replica)::kill, system.replica(replica)::restart);
            system.replica(replica).awaitReady();
        }
    }

    /** Stops a replica gracefully, like a rolling update, and restarts it. */
    record StopReplica(int replica, Duration duration) implements Fault {

        @Override
        public String name() {
            return "SIGTERM replica " + replica;
        }

        @Override
        public void inject(SystemUnderTest system) {
            during(duration, system.replica(replica)::stop, system.replica(replica)::restart);
            system.replica(replica).awaitReady();
        }
    }

    /** Pauses a replica, like the pause of a virtual machine, past its session timeout: it resumes without its partitions. */
    record PauseReplica(int replica, Duration duration) implements Fault {

        @Override
        public String name() {
            return "SIGSTOP replica " + replica;
        }

        @Override
        public void inject(SystemUnderTest system) {
            during(duration, system.replica(replica)::pause, system.replica(replica)::resume);
        }
    }

    /** A member joins the processing group, is assigned partitions that it does not process, and leaves. */
    record Rebalance(Duration duration) implements Fault {

        @Override
        public String name() {
            return "rebalance";
        }

        @Override
        public void inject(SystemUnderTest system) {
            try (IdleMember member = new IdleMember(
                    system.cluster().bootstrapServers(),
                    SystemUnderTest.PROCESSING_GROUP,
                    SystemUnderTest.ORDERS_TOPIC)) {
                member.stayFor(duration);
            }
        }
    }

    /** Fences a replica's producer, like a second replica with the same transactional id. */
    record FenceProducer(int replica) implements Fault {

        @Override
        public String name() {
            return "fence producer of replica " + replica;
        }

        @Override
        public Duration duration() {
            return Duration.ZERO;
        }

        @Override
        public void inject(SystemUnderTest system) {
            Map<String, Object> settings = Map.of(
                    "bootstrap.servers",
                    system.cluster().bootstrapServers(),
                    "transactional.id",
                    SystemUnderTest.PROCESSING_GROUP + "-"
                            + system.replica(replica).name());
            try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
                producer.initTransactions();
            }
        }
    }

    /**
     * Deletes the committed offsets of processing while no replica runs, as Kafka does when they expire. The replicas must not process
     * anything until an operator resets the group to where it was.
     */
    record LoseOffsets() implements Fault {

        @Override
        public String name() {
            return "lose offsets";
        }

        @Override
        public Duration duration() {
            return Duration.ofSeconds(15);
        }

        @Override
        public void inject(SystemUnderTest system) {
            var group = new GroupOffsets(system.cluster().admin(), SystemUnderTest.PROCESSING_GROUP);
            system.replicas().forEach(Replica::stop);
            Map<TopicPartition, OffsetAndMetadata> offsets = group.read();
            group.delete();
            system.replicas().forEach(Replica::restart);
            if (offsets.values().stream().anyMatch(offset -> offset.offset() > 0)) {
                system.replicas().forEach(LoseOffsets::awaitReport);
            }
            group.restore(offsets);
            system.replicas().forEach(Replica::awaitReady);
        }

        private static void awaitReport(Replica replica) {
            await("report of lost offsets")
                    .atMost(LONG_LIMIT)
                    .ignoreExceptions()
                    .untilAsserted(() -> given().get(replica.management("health/ready"))
                            .then()
                            .statusCode(503)
                            .body(
                                    "checks.find { it.name == 'processing' }.data.reason",
                                    containsString("has no committed offset")));
        }
    }

    /** Kills a broker and restarts it with its data. */
    record KillBroker(int broker, Duration duration) implements Fault {

        @Override
        public String name() {
            return "kill -9 broker " + broker;
        }

        @Override
        public void inject(SystemUnderTest system) {
            ChildProcess process = system.broker(broker).process();
            during(duration, process::kill, process::restart);
            system.cluster().awaitInSync();
        }
    }

    /** Kills all brokers except one, so that no write can be acknowledged, and restarts them with their data. */
    record KillAllBrokersExcept(int broker, Duration duration) implements Fault {

        @Override
        public String name() {
            return "kill -9 all brokers except " + broker;
        }

        @Override
        public void inject(SystemUnderTest system) {
            List<ChildProcess> others = system.cluster().brokers().stream()
                    .filter(each -> each != system.broker(broker))
                    .map(Broker::process)
                    .toList();
            during(duration, () -> others.forEach(ChildProcess::kill), () -> others.forEach(ChildProcess::restart));
            system.cluster().awaitInSync();
        }
    }

    /** Pauses a broker, whose connections stay open. */
    record PauseBroker(int broker, Duration duration) implements Fault {

        @Override
        public String name() {
            return "SIGSTOP broker " + broker;
        }

        @Override
        public void inject(SystemUnderTest system) {
            during(
                    duration,
                    system.broker(broker).process()::pause,
                    system.broker(broker).process()::resume);
            system.cluster().awaitInSync();
        }
    }

    /** Closes all connections between the replicas and the brokers simultaneously. */
    record CloseConnections() implements Fault {

        @Override
        public String name() {
            return "close all connections";
        }

        @Override
        public Duration duration() {
            return Duration.ZERO;
        }

        @Override
        public void inject(SystemUnderTest system) {
            system.cluster().brokers().forEach(broker -> broker.proxy().closeConnections());
        }
    }

    /** Delays all requests of the replicas to the brokers. */
    record DelayRequests(Duration duration) implements Fault {

        @Override
        public String name() {
            return "delay all requests";
        }

        @Override
        public void inject(SystemUnderTest system) {
            List<Broker> brokers = system.cluster().brokers();
            during(
                    duration,
                    () -> brokers.forEach(broker -> broker.proxy().blockRequests()),
                    () -> brokers.forEach(broker -> broker.proxy().restore()));
        }
    }

    /** Drops the responses of a broker, which still executes requests. */
    record DropResponses(int broker, Duration duration) implements Fault {

        @Override
        public String name() {
            return "drop responses of broker " + broker;
        }

        @Override
        public void inject(SystemUnderTest system) {
            dropResponses(system.broker(broker).proxy(), duration);
        }
    }

    /** Refuses connections to the schema registry. */
    record RefuseRegistry(Duration duration) implements Fault {

        @Override
        public String name() {
            return "registry refuses connections";
        }

        @Override
        public void inject(SystemUnderTest system) {
            during(duration, system.registry()::refuseConnections, system.registry()::restore);
        }
    }

    /** Makes the schema registry unresponsive. */
    record HangRegistry(Duration duration) implements Fault {

        @Override
        public String name() {
            return "registry does not respond";
        }

        @Override
        public void inject(SystemUnderTest system) {
            during(duration, system.registry()::blockRequests, system.registry()::restore);
        }
    }

    /** Replaces the schema registry with an empty one, as if it had lost its data, and restores it. */
    record EmptyRegistry(Duration duration) implements Fault {

        @Override
        public String name() {
            return "registry is empty";
        }

        @Override
        public void inject(SystemUnderTest system) {
            Proxy proxy = system.registry();
            during(duration, () -> proxy.forwardTo(system.emptyRegistryPort()), proxy::restore);
        }
    }

    /** Kills all PostgreSQL processes and restarts the server with its data. */
    record CrashDatabase(Duration duration) implements Fault {

        @Override
        public String name() {
            return "kill -9 PostgreSQL";
        }

        @Override
        public void inject(SystemUnderTest system) {
            during(duration, system.database()::crash, system.database()::restart);
        }
    }

    /** Closes PostgreSQL's connections and refuses new ones. */
    record RefuseDatabase(Duration duration) implements Fault {

        @Override
        public String name() {
            return "PostgreSQL refuses connections";
        }

        @Override
        public void inject(SystemUnderTest system) {
            Proxy proxy = system.database().proxy();
            during(duration, proxy::refuseConnections, proxy::restore);
        }
    }

    /** Makes PostgreSQL unresponsive; requests arrive when the fault ends. */
    record HangDatabase(Duration duration) implements Fault {

        @Override
        public String name() {
            return "PostgreSQL does not respond";
        }

        @Override
        public void inject(SystemUnderTest system) {
            Proxy proxy = system.database().proxy();
            during(duration, proxy::blockRequests, proxy::restore);
        }
    }

    /** Makes PostgreSQL's sessions read-only; those that are open when the fault ends stay so. */
    record RejectDatabaseWrites(Duration duration) implements Fault {

        @Override
        public String name() {
            return "PostgreSQL's sessions become read-only";
        }

        @Override
        public void inject(SystemUnderTest system) {
            during(duration, system.database()::rejectWrites, system.database()::acceptWrites);
        }
    }

    /** Drops the responses of PostgreSQL, which still executes requests, including commits. */
    record DropDatabaseResponses(Duration duration) implements Fault {

        @Override
        public String name() {
            return "drop responses of PostgreSQL";
        }

        @Override
        public void inject(SystemUnderTest system) {
            dropResponses(system.database().proxy(), duration);
        }
    }

    /** Forwards only requests for a time, and then closes the connections with the blocked responses. */
    private static void dropResponses(Proxy proxy, Duration time) {
        during(time, proxy::blockResponses, () -> {
            proxy.closeConnections();
            proxy.restore();
        });
    }

    /** Begins a fault and ends it after a time, also if the thread is interrupted. */
    private static void during(Duration time, Runnable begin, Runnable end) {
        begin.run();
        try {
            Pause.sleep(time);
        } finally {
            end.run();
        }
    }

    /** Returns the fault without the number of its target. */
    default String kind() {
        return name().replaceFirst(" [0-9]+$", "");
    }

    /** Returns the fault, its target and its duration, for the report. */
    default String description() {
        return duration().isZero()
                ? name()
                : "%s %.1f s".formatted(name(), duration().toMillis() / 1000.0);
    }
}
