package dev.sluice.http;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.stream.Stream;

/** Gives the time of HTTP requests a histogram, which Quarkus has no setting for: without one there are no quantiles. */
class RequestHistogram {

    private static final String REQUESTS = "http.server.requests";

    /**
     * Few, since there is a set of them for each path, method and status. A publish and a query take some milliseconds; 10 s
     * is when Kafka has not answered.
     */
    private static final double[] NANOS = Stream.of(5, 10, 25, 100, 500, 2_500, 10_000)
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
                                .serviceLevelObjectives(NANOS)
                                .build()
                                .merge(config)
                        : config;
            }
        };
    }
}
