package dev.sluice.chaos;

import dev.sluice.testing.Replica;
import java.time.Duration;

/** Something that goes wrong, and is over after a time. Replicas and brokers count from 1. */
sealed interface Fault {

    /** For the report: what, to whom, and for how long. */
    String describe();

    /** How long it lasts, without the time that what it struck takes to recover. */
    Duration lasts();

    /** Does it, and ends it; returns when the next fault of its kind may come. */
    void strike(Site site);

    /** As by kill -9, the kernel or a lost node. */
    record KillReplica(int replica, Duration lasts) implements Fault {

        @Override
        public String describe() {
            return "kill -9 replica " + replica + text(lasts);
        }

        @Override
        public void strike(Site site) {
            Replica struck = site.replica(replica);
            struck.kill();
            Moment.pass(lasts);
            struck.restart();
            struck.awaitReady();
        }
    }

    /** As a rolling update does. */
    record StopReplica(int replica, Duration lasts) implements Fault {

        @Override
        public String describe() {
            return "SIGTERM replica " + replica + text(lasts);
        }

        @Override
        public void strike(Site site) {
            Replica struck = site.replica(replica);
            struck.stop();
            Moment.pass(lasts);
            struck.restart();
            struck.awaitReady();
        }
    }

    /** As a long pause of a virtual machine: past the session timeout, others have its partitions when it goes on. */
    record PauseReplica(int replica, Duration lasts) implements Fault {

        @Override
        public String describe() {
            return "SIGSTOP replica " + replica + text(lasts);
        }

        @Override
        public void strike(Site site) {
            site.replica(replica).pause();
            try {
                Moment.pass(lasts);
            } finally {
                site.replica(replica).resume();
            }
        }
    }

    /** Another member joins the group, is given partitions that it does nothing for, and leaves. */
    record Rebalance(Duration lasts) implements Fault {

        @Override
        public String describe() {
            return "rebalance" + text(lasts);
        }

        @Override
        public void strike(Site site) {
            try (IdleMember member = new IdleMember(site.cluster().internal(), Site.GROUP, "orders")) {
                member.stay(lasts);
            }
        }
    }

    /** A broker dies, and comes again with what it had. */
    record KillBroker(int broker, Duration lasts) implements Fault {

        @Override
        public String describe() {
            return "kill -9 broker " + broker + text(lasts);
        }

        @Override
        public void strike(Site site) {
            site.broker(broker).process().kill();
            Moment.pass(lasts);
            site.broker(broker).process().restart();
            site.cluster().awaitWhole();
        }
    }

    /** A broker hangs: its connections stay open. */
    record PauseBroker(int broker, Duration lasts) implements Fault {

        @Override
        public String describe() {
            return "SIGSTOP broker " + broker + text(lasts);
        }

        @Override
        public void strike(Site site) {
            site.broker(broker).process().pause();
            try {
                Moment.pass(lasts);
            } finally {
                site.broker(broker).process().resume();
            }
            site.cluster().awaitWhole();
        }
    }

    /** All connections between the service and the brokers break at once. */
    record CutConnections() implements Fault {

        @Override
        public String describe() {
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
        public String describe() {
            return "hold all requests" + text(lasts);
        }

        @Override
        public void strike(Site site) {
            site.cluster().brokers().forEach(broker -> broker.proxy().holdRequests());
            try {
                Moment.pass(lasts);
            } finally {
                site.cluster().brokers().forEach(broker -> broker.proxy().release());
            }
        }
    }

    /** A broker does what it is asked, and its answers are lost. */
    record LoseAnswers(int broker, Duration lasts) implements Fault {

        @Override
        public String describe() {
            return "lose answers of broker " + broker + text(lasts);
        }

        @Override
        public void strike(Site site) {
            Proxy proxy = site.broker(broker).proxy();
            proxy.holdAnswers();
            try {
                Moment.pass(lasts);
            } finally {
                proxy.cut();
                proxy.release();
            }
        }
    }

    private static String text(Duration lasts) {
        return " %.1f s".formatted(lasts.toMillis() / 1000.0);
    }
}
