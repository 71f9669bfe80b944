package dev.sluice.ingress;

import dev.sluice.event.EventCatalog;
import dev.sluice.kafka.PartitionProbe;
import dev.sluice.kafka.SendFailure;
import dev.sluice.runtime.BackgroundRetry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.utils.Utils;
import org.jboss.logging.Logger;

/**
 * The partitions whose events are refused immediately, because an earlier event was not acknowledged in time. Otherwise each event
 * for a broker that cannot be reached would wait for the delivery timeout, and hold capacity that other partitions need. A probe in
 * the background closes the other partitions of such a broker, and opens partitions that can be written again. Safe for any thread;
 * never blocks.
 */
@Singleton
public class PartitionGate {

    private static final Logger LOG = Logger.getLogger(PartitionGate.class);
    private static final Duration MAX_DELAY = Duration.ofMillis(500);

    private final Function<String, List<PartitionInfo>> metadata;
    private final Function<Set<TopicPartition>, Map<TopicPartition, Node>> probe;
    private final BackgroundRetry.Task probing;
    private final MultiGauge gauge;
    private final Map<String, Integer> counts = new TreeMap<>(Map.of(broker(Node.noNode()), 0));

    /** Closed partitions and their leaders. */
    private volatile Map<TopicPartition, Node> closed = Map.of();

    @Inject
    PartitionGate(
            EventsChannel channel,
            PartitionProbe probe,
            EventCatalog catalog,
            BackgroundRetry retry,
            MeterRegistry meters) {
        this(
                topic -> channel.producer().partitionsFor(topic),
                suspects -> probe.unwritable(suspects, topics(catalog, suspects)),
                retry,
                meters);
    }

    /**
     * @param metadata returns the partitions of a topic
     * @param probe returns the partitions that cannot be written, given those that did not acknowledge an event
     */
    PartitionGate(
            Function<String, List<PartitionInfo>> metadata,
            Function<Set<TopicPartition>, Map<TopicPartition, Node>> probe,
            BackgroundRetry retry,
            MeterRegistry meters) {
        this.metadata = metadata;
        this.probe = probe;
        this.probing = retry.until("Probe of partitions that do not acknowledge events", MAX_DELAY, this::probe);
        this.gauge = MultiGauge.builder("sluice.ingress.refused.partitions")
                .description("Partitions whose events are refused, because their leader does not acknowledge events")
                .baseUnit("partitions")
                .register(meters);
        update(UnaryOperator.identity());
    }

    private static Set<String> topics(EventCatalog catalog, Set<TopicPartition> suspects) {
        Set<String> topics = suspects.stream().map(TopicPartition::topic).collect(Collectors.toSet());
        catalog.types().forEach(type -> topics.add(type.topic()));
        return topics;
    }

    /** Returns whether an event would be refused. */
    public boolean isClosed(String topic, byte[] key) {
        Map<TopicPartition, Node> now = closed;
        if (now.isEmpty()) {
            return false;
        }
        try {
            // As Kafka's partitioner (BuiltInPartitioner.partitionForKey, Kafka 4.1).
            int partitions = metadata.apply(topic).size();
            return partitions > 0
                    && now.containsKey(new TopicPartition(topic, Utils.toPositive(Utils.murmur2(key)) % partitions));
        } catch (KafkaException unknownTopic) {
            // The producer refuses the event.
            return false;
        }
    }

    /** Returns the problem of an event that is refused. */
    public static HttpProblem refusal() {
        return PublishProblem.NOT_WRITTEN.with(
                "The event was not written: the leader of its partition does not acknowledge events");
    }

    /** Returns whether a failure means that the partition of a record could not be written until the delivery timeout. */
    public static boolean closes(Throwable failure) {
        return (failure instanceof TimeoutException && SendFailure.of(failure) == SendFailure.UNKNOWN)
                || failure instanceof NotEnoughReplicasException
                || failure instanceof NotEnoughReplicasAfterAppendException;
    }

    /** Closes a partition that did not acknowledge an event in time, and starts the probe. */
    public synchronized void close(TopicPartition partition) {
        if (closed.containsKey(partition)) {
            return;
        }
        boolean isFirst = closed.isEmpty();
        update(now -> {
            now.put(partition, leader(partition));
            return now;
        });
        LOG.warnf("Publishing to %s is refused: %s did not acknowledge an event", partition, name(leader(partition)));
        if (isFirst) {
            probing.start();
        }
    }

    private Node leader(TopicPartition partition) {
        try {
            return metadata.apply(partition.topic()).stream()
                    .filter(info -> info.partition() == partition.partition() && info.leader() != null)
                    .map(PartitionInfo::leader)
                    .findFirst()
                    .orElse(Node.noNode());
        } catch (KafkaException unknownTopic) {
            return Node.noNode();
        }
    }

    /** Returns whether all partitions are open. Blocks. */
    private boolean probe() {
        Set<TopicPartition> suspects = closed.keySet();
        Map<TopicPartition, Node> unwritable = probe.apply(suspects);
        synchronized (this) {
            update(now -> {
                now.keySet().removeAll(suspects);
                now.putAll(unwritable);
                return now;
            });
            if (closed.isEmpty()) {
                LOG.info("Publishing to all partitions is possible again");
            }
            return closed.isEmpty();
        }
    }

    private synchronized void update(UnaryOperator<Map<TopicPartition, Node>> change) {
        closed = Map.copyOf(change.apply(new HashMap<>(closed)));
        counts.replaceAll((broker, count) -> 0);
        closed.values().forEach(leader -> counts.merge(broker(leader), 1, Integer::sum));
        gauge.register(
                counts.entrySet().stream()
                        .<MultiGauge.Row<?>>map(
                                count -> MultiGauge.Row.of(Tags.of("broker", count.getKey()), count.getValue()))
                        .collect(Collectors.toList()),
                true);
    }

    /** Returns the number of refused partitions by the name of their leader. */
    Map<String, Long> refusedPartitions() {
        return closed.values().stream()
                .collect(Collectors.groupingBy(PartitionGate::name, TreeMap::new, Collectors.counting()));
    }

    private static String broker(Node leader) {
        return leader.isEmpty() ? "none" : leader.idString();
    }

    private static String name(Node leader) {
        return leader.isEmpty()
                ? "no leader"
                : "broker " + leader.idString() + " (" + leader.host() + ":" + leader.port() + ")";
    }
}
