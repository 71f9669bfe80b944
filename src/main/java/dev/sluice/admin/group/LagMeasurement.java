package dev.sluice.admin.group;

import dev.sluice.kafka.KafkaAdmin;
import dev.sluice.kafka.KafkaClients;
import dev.sluice.kafka.PartitionLog;
import dev.sluice.kafka.PartitionOffsets;
import dev.sluice.runtime.ActiveComponents;
import dev.sluice.runtime.Component;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Measures the lag of Sluice's own groups again and again, from outside of them: that of a group whose consumers have stopped,
 * or run elsewhere, too; not in a task. A thread of its own does it, so there is one measurement at a time.
 */
@ApplicationScoped
class LagMeasurement {

    private static final Logger LOG = Logger.getLogger(LagMeasurement.class);
    private static final int STOP_SECONDS = 2;

    private final GroupOffsets offsets;
    private final PartitionOffsets logs;
    private final TimeLagConsumers readers;
    private final TimeLag oldestRecords;
    private final MonitoredGroups own;
    private final LagMeters meters;
    private final Duration interval;
    private final ActiveComponents roles;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(LagMeasurement::daemon);
    private boolean failing;

    LagMeasurement(
            KafkaAdmin admin,
            KafkaClients kafka,
            MonitoredGroups own,
            GroupsConfig config,
            ActiveComponents roles,
            MeterRegistry meters,
            Clock clock) {
        this.offsets = new GroupOffsets(admin);
        this.logs = new PartitionOffsets(admin);
        this.readers = new TimeLagConsumers(kafka, "sluice-lag", 1, config);
        this.oldestRecords = readers.oldestRecords(clock);
        this.own = own;
        this.meters = new LagMeters(meters);
        this.interval = config.interval();
        this.roles = roles;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "sluice-lag");
        thread.setDaemon(true);
        return thread;
    }

    void start(@Observes StartupEvent event) {
        if (!roles.has(Component.TASK)) {
            var unused = thread.scheduleWithFixedDelay(this::run, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void run() {
        try {
            measure();
            if (failing) {
                LOG.info("The lag of consumer groups is measured again");
                failing = false;
            }
        } catch (RuntimeException e) {
            meters.clear();
            if (!failing && !thread.isShutdown()) {
                LOG.warnf("The lag of consumer groups cannot be measured: %s", e);
                failing = true;
            }
        } finally {
            if (thread.isShutdown()) {
                readers.close();
            }
        }
    }

    private void measure() {
        Map<String, Set<String>> topics = own.topics();
        Map<String, Map<TopicPartition, Long>> committed = offsets.of(topics.keySet());
        Set<String> allTopics = new HashSet<>();
        topics.values().forEach(allTopics::addAll);
        Map<TopicPartition, PartitionLog> found =
                logs.of(logs.partitions(allTopics).keySet());
        Map<LagMeters.Key, Double> records = new HashMap<>();
        Map<LagMeters.Key, Double> seconds = new HashMap<>();
        topics.forEach((group, read) -> {
            List<Lag> lags = new ArrayList<>();
            found.forEach((partition, log) -> {
                if (read.contains(partition.topic())) {
                    Long offset = Objects.requireNonNullElse(committed.get(group), Map.<TopicPartition, Long>of())
                            .get(partition);
                    lags.add(new Lag(partition, offset, log).fromBeginning());
                }
            });
            Map<TopicPartition, Duration> ages = oldestRecords.ages(lags);
            for (Lag lag : lags) {
                LagMeters.Key key = new LagMeters.Key(group, lag.partition());
                Long count = lag.records();
                Duration age = ages.get(lag.partition());
                if (count != null) {
                    records.put(key, count.doubleValue());
                }
                if (age != null) {
                    seconds.put(key, PartitionLag.seconds(age));
                }
            }
        });
        meters.show(records, seconds);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        // Not interrupted: Kafka's clients would tell of it as an error. A measurement that waits for Kafka is left
        // behind.
        thread.shutdown();
        if (thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
            readers.close();
        }
    }
}
