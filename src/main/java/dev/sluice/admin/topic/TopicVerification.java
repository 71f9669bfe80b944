package dev.sluice.admin.topic;

import static java.util.stream.Collectors.joining;

import dev.sluice.runtime.ActiveComponents;
import dev.sluice.runtime.BackgroundRetry;
import dev.sluice.runtime.Component;
import dev.sluice.runtime.ComponentSwitches;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.lookup.LookupIfProperty;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Compares the topics with their declarations in the background, at start and then at an interval, except in a task.
 * The last result stays valid while Kafka is unavailable.
 */
@ApplicationScoped
class TopicVerification {

    private static final Logger LOG = Logger.getLogger(TopicVerification.class);
    private static final Duration UNVERIFIED_DELAY = Duration.ofSeconds(5);

    private final TopicSpecs specs;
    private final ClusterTopics cluster;
    private final TopicAdminConfig config;
    private final ActiveComponents components;
    private final BackgroundRetry.Task task;
    private volatile @Nullable List<TopicDrift> drift;
    private volatile boolean verified;

    TopicVerification(
            TopicSpecs specs,
            ClusterTopics cluster,
            TopicAdminConfig config,
            ActiveComponents components,
            MeterRegistry meters,
            BackgroundRetry retry) {
        this.specs = specs;
        this.cluster = cluster;
        this.config = config;
        this.components = components;
        Duration interval = config.verifyInterval();
        this.task = retry.every(
                interval,
                "Topic verification",
                interval.compareTo(UNVERIFIED_DELAY) < 0 ? interval : UNVERIFIED_DELAY,
                this::verify);
        gauge(meters, true);
        gauge(meters, false);
    }

    private void gauge(MeterRegistry meters, boolean harmful) {
        Gauge.builder("sluice.topic.drift", () -> count(harmful))
                .description("Differences between the topics and their declarations")
                .tag("harmful", Boolean.toString(harmful))
                .register(meters);
    }

    private long count(boolean harmful) {
        return Objects.requireNonNullElse(drift, List.<TopicDrift>of()).stream()
                .filter(difference -> difference.isHarmful() == harmful)
                .count();
    }

    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE + 10) StartupEvent event) {
        if (config.create()) {
            drift = List.of();
            verified = true;
        } else if (!components.has(Component.TASK)) {
            task.start();
        }
    }

    private boolean verify() {
        List<TopicDrift> found = cluster.drift(specs.all());
        verified = verified || found.stream().noneMatch(TopicDrift::isHarmful);
        logChange(found);
        drift = found;
        return verified;
    }

    private void logChange(List<TopicDrift> found) {
        if (found.equals(Objects.requireNonNullElse(drift, List.of()))) {
            return;
        }
        if (found.isEmpty()) {
            LOG.info("Topics match their declarations");
        } else {
            LOG.warnf("Topic drift found%s: %s", verified ? "" : ", instance is not ready", text(found));
        }
    }

    private static String text(List<TopicDrift> drift) {
        return drift.stream().map(TopicDrift::text).collect(joining("; "));
    }

    /**
     * Reports UP once the topics have no harmful drift. Later drift is reported in its data and does not change the
     * status: all instances see the same topics and would be unready together.
     */
    @Produces
    @Singleton
    @Readiness
    @LookupIfProperty(name = ComponentSwitches.TASK, stringValue = "false")
    HealthCheck readiness() {
        return this::health;
    }

    private HealthCheckResponse health() {
        var response = HealthCheckResponse.named("topics");
        List<TopicDrift> found = drift;
        String failure = task.failure();
        if (found == null) {
            return response.down()
                    .withData("reason", failure.isEmpty() ? "the topics are not verified yet" : failure)
                    .build();
        }
        if (!failure.isEmpty()) {
            response.withData("reason", failure);
        }
        report(
                response,
                "differences",
                found.stream().filter(TopicDrift::isHarmful).toList());
        report(
                response,
                "harmless",
                found.stream().filter(difference -> !difference.isHarmful()).toList());
        return response.status(verified).build();
    }

    private static void report(HealthCheckResponseBuilder response, String name, List<TopicDrift> differences) {
        if (!differences.isEmpty()) {
            response.withData(name, text(differences));
        }
    }
}
