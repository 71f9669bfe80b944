package dev.sluice.http;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The buckets and labels of the metrics of HTTP requests, for which Quarkus has no settings. */
class RequestMetrics {

    private static final String REQUESTS = "http.server.requests";

    /**
     * The bucket bounds. They are few because each combination of path, method and status has its own set. Publishing
     * and queries take some milliseconds; requests time out after 10 s if Kafka does not respond.
     */
    private static final double[] BUCKET_NANOS = Stream.of(5, 10, 25, 100, 500, 2_500, 10_000)
            .mapToDouble(millis -> Duration.ofMillis(millis).toNanos())
            .toArray();

    private static final String METHOD = "method";
    /** The methods of RFC 9110, section 9.3, and PATCH (RFC 5789). */
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

    /** Gives all methods that clients invent one label: each label is kept for as long as the process runs. */
    @Produces
    @Singleton
    MeterFilter knownMethods() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                String method = id.getName().startsWith("http.server") ? id.getTag(METHOD) : null;
                return method == null || METHODS.contains(method) ? id : id.replaceTags(withOther(id.getTags()));
            }
        };
    }

    private static List<Tag> withOther(List<Tag> tags) {
        return tags.stream()
                .map(tag -> tag.getKey().equals(METHOD) ? Tag.of(METHOD, "OTHER") : tag)
                .toList();
    }

    /** The histogram of durations, which quantiles need. */
    @Produces
    @Singleton
    MeterFilter requestBuckets() {
        return new MeterFilter() {
            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                return id.getName().equals(REQUESTS)
                        ? DistributionStatisticConfig.builder()
                                .serviceLevelObjectives(BUCKET_NANOS)
                                .build()
                                .merge(config)
                        : config;
            }
        };
    }
}
