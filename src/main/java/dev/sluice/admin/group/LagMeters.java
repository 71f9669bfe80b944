package dev.sluice.admin.group;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.TopicPartition;

/** Shows the lag of groups as gauges. For one thread at a time. */
final class LagMeters {

    private final Family records;
    private final Family seconds;

    LagMeters(MeterRegistry meters) {
        this.records = new Family(MultiGauge.builder("sluice.consumer.lag.records")
                .description("Records that a consumer group has not consumed yet: the log's end less its offset")
                .baseUnit("records")
                .register(meters));
        this.seconds = new Family(MultiGauge.builder("sluice.consumer.lag.seconds")
                .description("Age of the oldest record that a consumer group has not consumed yet")
                .baseUnit("seconds")
                .register(meters));
    }

    record Key(String group, TopicPartition partition) {

        Tags tags() {
            return Tags.of(
                    "group", group,
                    "topic", partition.topic(),
                    "partition", Integer.toString(partition.partition()));
        }
    }

    /** Shows these, and nothing else any more. */
    void show(Map<Key, Double> lagRecords, Map<Key, Double> lagSeconds) {
        records.show(lagRecords);
        seconds.show(lagSeconds);
    }

    /** Shows nothing: an old value would tell that all is well. */
    void clear() {
        show(Map.of(), Map.of());
    }

    /** Its gauges stay registered for as long as they have values, so that no scrape comes between two of them. */
    private static final class Family {

        private final MultiGauge gauges;
        private final Map<Key, AtomicReference<Double>> shown = new HashMap<>();

        Family(MultiGauge gauges) {
            this.gauges = gauges;
        }

        void show(Map<Key, Double> values) {
            shown.keySet().retainAll(values.keySet());
            values.forEach((key, value) -> shown.computeIfAbsent(key, k -> new AtomicReference<>(value))
                    .set(value));
            gauges.register(shown.entrySet().stream()
                    .<MultiGauge.Row<?>>map(
                            entry -> MultiGauge.Row.of(entry.getKey().tags(), entry.getValue(), AtomicReference::get))
                    .toList());
        }
    }
}
