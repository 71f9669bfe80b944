package dev.sluice.http;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.stream.Stream;

/** The histogram buckets of HTTP request durations, which quantiles need. Quarkus has no setting for them. */
class RequestHistogram {

    private static final String REQUESTS = "http.server.requests";

    /**
     * The bucket bounds. They are few because each combination of path, method and status has its own set. Publishing
     * and queries take some milliseconds; requests time out after 10 s if Kafka does not respond.
     */
    private static final double[] BUCKET_NANOS = Stream.of(5, 10, 25, 100, 500, 2_500, 10_000)
            .mapToDouble(millis -> Duration.ofMillis(millis).toNanos())
            .toArray();

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
