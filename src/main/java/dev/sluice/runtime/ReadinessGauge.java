package dev.sluice.runtime;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.jboss.logging.Logger;

/** Readiness as a metric, so that an alert needs nothing that only Kubernetes knows. */
@Singleton
@Startup
class ReadinessGauge {

    private static final Logger LOG = Logger.getLogger(ReadinessGauge.class);
    /** Less than what Prometheus waits for all of it. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final SmallRyeHealthReporter health;

    ReadinessGauge(MeterRegistry meters, SmallRyeHealthReporter health) {
        this.health = health;
        Gauge.builder("sluice.ready", this, ReadinessGauge::value)
                .description("1 if this instance is ready, as /q/health/ready says, 0 if it is not")
                .strongReference(true)
                .register(meters);
    }

    private double value() {
        try {
            Status status = health.getReadinessAsync().await().atMost(LIMIT).getStatus();
            return status == Status.UP ? 1 : 0;
        } catch (RuntimeException e) {
            LOG.debug("Readiness is not known", e);
            return 0;
        }
    }
}
