package dev.sluice.ingress;

import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * The number of records that a producer has sent again. An error of Kafka is certain only if it belongs to the first attempt, which
 * the producer does not report. If the number has not grown since a record was handed over, the record was sent once at most.
 * Thread-safe.
 */
final class RepeatedSends {

    private final Metric total;
    private volatile double sample;

    RepeatedSends(Producer<?, ?> producer) {
        total = producer.metrics().entrySet().stream()
                .filter(metric -> isTotal(metric.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isTotal(MetricName name) {
        return name.group().equals("producer-metrics") && name.name().equals("record-retry-total");
    }

    /** Returns a recent number. It costs nothing, and so can be taken for each record. */
    double recent() {
        return sample;
    }

    /** Updates the recent number, which may be too low until then: records with an unclear outcome then count as sent again. */
    void update() {
        sample = current();
    }

    /** Returns whether a record may have been sent again after a {@linkplain #recent() number} was taken. */
    boolean haveGrownSince(double recent) {
        return current() > recent;
    }

    private double current() {
        return (double) total.metricValue();
    }
}
