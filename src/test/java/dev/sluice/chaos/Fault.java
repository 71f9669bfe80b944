package dev.sluice.chaos;

import dev.sluice.testing.ChildProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Something that goes wrong, and is over after a time. Replicas and brokers count from 1. */
sealed interface Fault {

    /** For the report: what happens, and to what. */
    String what();

    /** How long it lasts, without the time that what it struck takes to recover. */
    Duration lasts();

    /** Does it, and ends it; returns when the next fault of its kind may come. */
    void strike(Site site);

    /** As by kill -9, the kernel or a lost node. */
    record KillReplica(int replica, Duration lasts) implements Fault {

        @Override
        public String what() {
            return "kill -9 replica " + replica;
        }

        @Override
        public void strike(Site site) {
            during(lasts, site.replica(replica)::kill, site.replica(replica)::restart);
            site.replica(replica).awaitReady();
        }
    }

    /** As a rolling update does. */
    record StopReplica(int replica, Duration lasts) implements Fault {

        @Override
        public String what() {
            return "SIGTERM replica " + replica;
        }

        @Override
        public void strike(Site site) {
            during(lasts, site.replica(replica)::stop, site.replica(replica)::restart);
            site.replica(replica).awaitReady();
        }
    }

    /** As a long pause of a virtual machine: past the session timeout, others have its partitions when it goes on. */
    record PauseReplica(int replica, Duration lasts) implements Fault {

        @Override
        public String what() {
            return "SIGSTOP replica " + replica;
        }

        @Override
        public void strike(Site site) {
            during(lasts, site.replica(replica)::pause, site.replica(replica)::resume);
        }
    }

    /** Another member joins the group, is given partitions that it does nothing for, and leaves. */
    record Rebalance(Duration lasts) implements Fault {

        @Override
        public String what() {
            return "rebalance";
        }

        @Override
        public void strike(Site site) {
            try (IdleMember member = new IdleMember(site.cluster().internal(), Site.GROUP, Site.ORDERS)) {
                member.stay(lasts);
            }
        }
    }

    /** Somebody else begins with a replica's transactional id, as a second replica of the same name would. */
    record FenceProducer(int replica) implements Fault {

        @Override
        public String what() {
            return "fence the producer of replica " + replica;
        }

        @Override
        public Duration lasts() {
            return Duration.ZERO;
        }

        @Override
        public void strike(Site site) {
            Map<String, Object> settings = Map.of(
                    "bootstrap.servers",
                    site.cluster().internal(),
                    "transactional.id",
                    Site.GROUP + "-" + site.replica(replica).name());
            try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
                producer.initTransactions();
            }
        }
    }

    /** A broker dies, and comes again with what it had. */
    record KillBroker(int broker, Duration lasts) implements Fault {

        @Override
        public String what() {
            return "kill -9 broker " + broker;
        }

        @Override
        public void strike(Site site) {
            ChildProcess process = site.broker(broker).process();
            during(lasts, process::kill, process::restart);
            site.cluster().awaitWhole();
        }
    }

    /** All brokers but one die, so that nothing can be acknowledged, and come again with what they had. */
    record KillAllBrokersBut(int broker, Duration lasts) implements Fault {

        @Override
        public String what() {
            return "kill -9 all brokers but " + broker;
        }

        @Override
        public void strike(Site site) {
            List<ChildProcess> others = site.cluster().brokers().stream()
                    .filter(each -> each != site.broker(broker))
                    .map(Broker::process)
                    .toList();
            during(lasts, () -> others.forEach(ChildProcess::kill), () -> others.forEach(ChildProcess::restart));
            site.cluster().awaitWhole();
        }
    }

    /** A broker hangs: its connections stay open. */
    record PauseBroker(int broker, Duration lasts) implements Fault {

        @Override
        public String what() {
            return "SIGSTOP broker " + broker;
        }

        @Override
        public void strike(Site site) {
            during(
                    lasts,
                    site.broker(broker).process()::pause,
                    site.broker(broker).process()::resume);
            site.cluster().awaitWhole();
        }
    }

    /** All connections between the service and the brokers break at once. */
    record CutConnections() implements Fault {

        @Override
        public String what() {
            return "cut all connections";
        }

        @Override
        public Duration lasts() {
            return Duration.ZERO;
        }

        @Override
        public void strike(Site site) {
            site.cluster().brokers().forEach(broker -> broker.proxy().cut());
        }
    }

    /** What the service sends to the brokers arrives late, all of it. */
    record HoldRequests(Duration lasts) implements Fault {

        @Override
        public String what() {
            return "hold all requests";
        }

        @Override
        public void strike(Site site) {
            List<Broker> brokers = site.cluster().brokers();
            during(
                    lasts,
                    () -> brokers.forEach(broker -> broker.proxy().holdRequests()),
                    () -> brokers.forEach(broker -> broker.proxy().release()));
        }
    }

    /** A broker does what it is asked, and its answers are lost. */
    record LoseAnswers(int broker, Duration lasts) implements Fault {

        @Override
        public String what() {
            return "lose answers of broker " + broker;
        }

        @Override
        public void strike(Site site) {
            loseAnswers(site.broker(broker).proxy(), lasts);
        }
    }

    /** Nobody listens where the schema registry was. */
    record RefuseRegistry(Duration lasts) implements Fault {

        @Override
        public String what() {
            return "registry refuses connections";
        }

        @Override
        public void strike(Site site) {
            during(lasts, site.registry()::refuse, site.registry()::release);
        }
    }

    /** The schema registry does not answer. */
    record HoldRegistry(Duration lasts) implements Fault {

        @Override
        public String what() {
            return "registry does not answer";
        }

        @Override
        public void strike(Site site) {
            during(lasts, site.registry()::holdRequests, site.registry()::release);
        }
    }

    /** All processes of PostgreSQL die at once, and it comes again with what it had written. */
    record CrashDatabase(Duration lasts) implements Fault {

        @Override
        public String what() {
            return "kill -9 PostgreSQL";
        }

        @Override
        public void strike(Site site) {
            during(lasts, site.database()::crash, site.database()::restart);
        }
    }

    /** Nobody listens where PostgreSQL was, and its connections break. */
    record RefuseDatabase(Duration lasts) implements Fault {

        @Override
        public String what() {
            return "PostgreSQL refuses connections";
        }

        @Override
        public void strike(Site site) {
            Proxy proxy = site.database().proxy();
            during(lasts, proxy::refuse, proxy::release);
        }
    }

    /** PostgreSQL does not answer; what it was asked meanwhile arrives late. */
    record HoldDatabase(Duration lasts) implements Fault {

        @Override
        public String what() {
            return "PostgreSQL does not answer";
        }

        @Override
        public void strike(Site site) {
            Proxy proxy = site.database().proxy();
            during(lasts, proxy::holdRequests, proxy::release);
        }
    }

    /** PostgreSQL does what it is asked, commits included, and its answers are lost. */
    record LoseDatabaseAnswers(Duration lasts) implements Fault {

        @Override
        public String what() {
            return "lose answers of PostgreSQL";
        }

        @Override
        public void strike(Site site) {
            loseAnswers(site.database().proxy(), lasts);
        }
    }

    /** What is asked gets through for a time, and the connections break before its answers do. */
    private static void loseAnswers(Proxy proxy, Duration time) {
        during(time, proxy::holdAnswers, () -> {
            proxy.cut();
            proxy.release();
        });
    }

    /** Begins something, and ends it after a time, come what may. */
    private static void during(Duration time, Runnable begin, Runnable end) {
        begin.run();
        try {
            Moment.pass(time);
        } finally {
            end.run();
        }
    }

    /** What happens, whatever it strikes. */
    default String kind() {
        return what().replaceFirst(" [0-9]+$", "");
    }

    /** For the report: what, to what, and for how long. */
    default String describe() {
        return lasts().isZero() ? what() : "%s %.1f s".formatted(what(), lasts().toMillis() / 1000.0);
    }
}
