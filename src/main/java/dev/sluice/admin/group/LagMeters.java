package dev.sluice.admin.group;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.TopicPartition;

/** The gauges of consumer lag. For one thread at a time. */
final class LagMeters {

    private final Family records;
    private final Family seconds;

    LagMeters(MeterRegistry meters) {
        this.records = new Family(MultiGauge.builder("sluice.consumer.lag.records")
                .description(
                        "Records that a consumer group has not consumed yet: the end offset less the committed offset")
                .baseUnit("records")
                .register(meters));
        this.seconds = new Family(MultiGauge.builder("sluice.consumer.lag.seconds")
                .description("Age of the oldest record that a consumer group has not consumed yet")
                .baseUnit("seconds")
                .register(meters));
    }

    /** The labels of a gauge. */
    record Key(String group, TopicPartition partition) {

        Tags tags() {
            return Tags.of(
                    "group", group,
                    "topic", partition.topic(),
                    "partition", Integer.toString(partition.partition()));
        }
    }

    /** Replaces the values of all gauges. Removes gauges without a value. */
    void update(Map<Key, Double> lagRecords, Map<Key, Double> lagSeconds) {
        records.update(lagRecords);
        seconds.update(lagSeconds);
    }

    /** Removes all gauges: outdated values would hide a growing lag. */
    void clear() {
        update(Map.of(), Map.of());
    }

    /**
     * The gauges of one metric. A gauge stays registered while it has values, so no scrape sees it missing in between.
     */
    private static final class Family {

        private final MultiGauge gauges;
        private final Map<Key, AtomicReference<Double>> current = new HashMap<>();

        Family(MultiGauge gauges) {
            this.gauges = gauges;
        }

        void update(Map<Key, Double> values) {
            current.keySet().retainAll(values.keySet());
            values.forEach((key, value) -> current.computeIfAbsent(key, k -> new AtomicReference<>(value))
                    .set(value));
            gauges.register(current.entrySet().stream()
                    .<MultiGauge.Row<?>>map(
                            entry -> MultiGauge.Row.of(entry.getKey().tags(), entry.getValue(), AtomicReference::get))
                    .toList());
        }
    }
}
