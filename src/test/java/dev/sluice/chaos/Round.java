package dev.sluice.chaos;

import dev.sluice.chaos.Schedule.Step;
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
import org.apache.kafka.common.TopicPartition;

/** A time under load and faults, then quiet, then the count. All of it is drawn from a seed. */
final class Round {

    /** Where events of customers, what follows from them, and dead letters are. */
    private static final List<String> TOPICS =
            List.of(Site.ORDERS, "inventory", "shipments", "notifications", "orders.dlq", "shipments.dlq");

    private final Site site;
    private final String registry;
    private final long seed;
    private final Schedule schedule;
    private final Random random;

    /**
     * @param registry where the schemas are
     * @param time how long it is to be under load
     */
    Round(Site site, String registry, long seed, Duration time) {
        this.site = site;
        this.registry = registry;
        this.seed = seed;
        this.random = new Random(seed);
        this.schedule = Schedule.draw(random, site.replicas().size(), time);
    }

    Schedule schedule() {
        return schedule;
    }

    /** Runs it; at its end all that was struck works again, and has nothing left to do. */
    Result run() {
        EventLog log = new EventLog(site.cluster().internal(), registry);
        Map<TopicPartition, Long> starts = log.ends(TOPICS);
        // All before is projected, and was compared.
        Tables.clear(site.database());
        // Rounds with the same seed may follow each other.
        String run = Long.toHexString(seed) + "." + System.currentTimeMillis();
        PoisonedRecords poisoned = new PoisonedRecords(
                run, Map.of("bootstrap.servers", site.cluster().internal()), new Registry(registry), random);
        Load load = new Load(run, site.replicas().stream().map(Replica::address).toList(), poisoned, new Random(seed));
        load.start();
        List<Event> events;
        try {
            strike();
        } finally {
            site.heal();
            events = load.stop();
        }
        new GroupProgress(site.cluster().admin(), site.cluster().internal(), Site.GROUP, Site.ORDERS, starts.keySet())
                .awaitEnd();
        ProjectionProgress.awaitEnds(site.database(), ProjectionReferee.ends(log.since(starts)));
        // Dead letters of the projection came after the first look.
        List<Entry> entries = log.since(starts);
        return new Result(
                new Referee(log::decode, entries).count(events, poisoned.sent()),
                new ProjectionReferee(log::decode, entries).count(Tables.read(site.database())));
    }

    /** All lists of faults at the same time; the load goes on until what they struck is back. */
    private void strike() {
        ExecutorService lanes = Executors.newCachedThreadPool();
        try {
            CompletableFuture.allOf(schedule.lists()
                            .map(steps -> CompletableFuture.runAsync(() -> strike(steps), lanes))
                            .toArray(CompletableFuture[]::new))
                    .join();
        } finally {
            lanes.shutdownNow();
        }
    }

    private void strike(List<Step> steps) {
        for (Step step : steps) {
            Moment.pass(step.pause());
            step.fault().strike(site);
        }
    }
}
