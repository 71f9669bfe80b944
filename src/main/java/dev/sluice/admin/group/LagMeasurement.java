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
 * Measures the lag of the {@linkplain MonitoredGroups monitored groups} at an interval, except in a task. It reads
 * Kafka, not the consumers, so it also measures groups whose consumers have stopped or run in other processes. Runs on
 * a thread of its own, one measurement at a time.
 */
@ApplicationScoped
class LagMeasurement {

    private static final Logger LOG = Logger.getLogger(LagMeasurement.class);
    private static final int STOP_SECONDS = 2;

    private final GroupQueries queries;
    private final PartitionOffsets partitionOffsets;
    private final TimeLag timeLag;
    private final MonitoredGroups monitored;
    private final LagMeters meters;
    private final Duration interval;
    private final ActiveComponents components;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(LagMeasurement::daemon);
    private boolean failing;

    LagMeasurement(
            KafkaAdmin admin,
            KafkaClients kafka,
            MonitoredGroups monitored,
            GroupsConfig config,
            ActiveComponents components,
            MeterRegistry meters,
            Clock clock) {
        this.queries = new GroupQueries(admin);
        this.partitionOffsets = new PartitionOffsets(admin);
        this.timeLag = new TimeLag(kafka, "sluice-lag", 1, config, clock);
        this.monitored = monitored;
        this.meters = new LagMeters(meters);
        this.interval = config.interval();
        this.components = components;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "sluice-lag");
        thread.setDaemon(true);
        return thread;
    }

    void start(@Observes StartupEvent event) {
        if (!components.has(Component.TASK)) {
            var unused = thread.scheduleWithFixedDelay(this::run, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void run() {
        try {
            measure();
            if (failing) {
                LOG.info("Lag measurement succeeded again");
                failing = false;
            }
        } catch (RuntimeException e) {
            meters.clear();
            if (!failing && !thread.isShutdown()) {
                LOG.warnf("Lag measurement failed, lag metrics are absent until it succeeds: %s", e);
                failing = true;
            }
        } finally {
            if (thread.isShutdown()) {
                timeLag.close();
            }
        }
    }

    private void measure() {
        Map<String, Set<String>> topicsByGroup = monitored.topics();
        Map<String, Map<TopicPartition, Long>> committed = queries.offsets(topicsByGroup.keySet());
        Set<String> allTopics = new HashSet<>();
        topicsByGroup.values().forEach(allTopics::addAll);
        Map<TopicPartition, PartitionLog> logs =
                partitionOffsets.of(partitionOffsets.partitions(allTopics).keySet());
        Map<LagMeters.Key, Double> records = new HashMap<>();
        Map<LagMeters.Key, Double> seconds = new HashMap<>();
        topicsByGroup.forEach((group, topics) -> {
            List<Lag> lags = new ArrayList<>();
            logs.forEach((partition, log) -> {
                if (topics.contains(partition.topic())) {
                    Long offset = Objects.requireNonNullElse(committed.get(group), Map.<TopicPartition, Long>of())
                            .get(partition);
                    lags.add(new Lag(partition, offset, log).fromBeginning());
                }
            });
            Map<TopicPartition, Duration> ages = timeLag.ages(lags);
            for (Lag lag : lags) {
                LagMeters.Key key = new LagMeters.Key(group, lag.partition());
                Long count = lag.records();
                Duration age = ages.get(lag.partition());
                if (count != null) {
                    records.put(key, count.doubleValue());
                }
                if (age != null) {
                    seconds.put(key, GroupView.seconds(age));
                }
            }
        });
        meters.update(records, seconds);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        // Not interrupted, since Kafka's clients would log an error. A measurement that blocks on Kafka is abandoned.
        thread.shutdown();
        if (thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
            timeLag.close();
        }
    }
}
