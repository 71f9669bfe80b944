package dev.sluice.runtime;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.jboss.logging.Logger;

/** A metric of readiness, so that alerts do not depend on metrics of Kubernetes. */
@Singleton
@Startup
class ReadinessGauge {

    private static final Logger LOG = Logger.getLogger(ReadinessGauge.class);
    /** Shorter than the scrape timeout of Prometheus, which covers all metrics. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final SmallRyeHealthReporter health;

    ReadinessGauge(MeterRegistry meters, SmallRyeHealthReporter health) {
        this.health = health;
        Gauge.builder("sluice.ready", this, ReadinessGauge::value)
                .description("1 if /q/health/ready reports UP for this instance, 0 otherwise")
                .strongReference(true)
                .register(meters);
    }

    private double value() {
        try {
            Status status = health.getReadinessAsync().await().atMost(TIMEOUT).getStatus();
            return status == Status.UP ? 1 : 0;
        } catch (RuntimeException e) {
            LOG.debug("Readiness check failed", e);
            return 0;
        }
    }
}
