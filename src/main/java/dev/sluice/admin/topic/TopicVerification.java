package dev.sluice.admin.topic;

import dev.sluice.runtime.ActiveComponents;
import dev.sluice.runtime.BackgroundRetry;
import dev.sluice.runtime.Component;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Compares the topics with what is declared, from the start on, again and again, in the background, but not in a task. What was
 * found last holds while Kafka does not answer.
 */
@ApplicationScoped
class TopicVerification {

    private static final Logger LOG = Logger.getLogger(TopicVerification.class);
    private static final Duration UNVERIFIED = Duration.ofSeconds(5);

    private final TopicSpecs declarations;
    private final ClusterTopics cluster;
    private final TopicAdminConfig config;
    private final ActiveComponents roles;
    private final BackgroundRetry.Task verification;
    private volatile @Nullable List<TopicDifference> found;
    private volatile boolean verified;

    TopicVerification(
            TopicSpecs declarations,
            ClusterTopics cluster,
            TopicAdminConfig config,
            ActiveComponents roles,
            MeterRegistry meters,
            BackgroundRetry retry) {
        this.declarations = declarations;
        this.cluster = cluster;
        this.config = config;
        this.roles = roles;
        Duration every = config.verifyInterval();
        this.verification = retry.every(
                every, "Topic verification", every.compareTo(UNVERIFIED) < 0 ? every : UNVERIFIED, this::verify);
        gauge(meters, true);
        gauge(meters, false);
    }

    private void gauge(MeterRegistry meters, boolean harmful) {
        Gauge.builder("sluice.topic.drift", () -> count(harmful))
                .description("Differences between the topics and what is declared")
                .tag("harmful", Boolean.toString(harmful))
                .register(meters);
    }

    private long count(boolean harmful) {
        return Objects.requireNonNullElse(found, List.<TopicDifference>of()).stream()
                .filter(difference -> difference.isHarmful() == harmful)
                .count();
    }

    /** Whether there was no harmful difference once; there may be some now. */
    boolean isVerified() {
        return verified;
    }

    /** What was found last; null before the first time. */
    @Nullable
    List<TopicDifference> found() {
        return found;
    }

    /** Returns the reason why the last verification failed; empty if it did not. */
    String failure() {
        return verification.failure();
    }

    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE + 10) StartupEvent event) {
        if (config.create()) {
            found = List.of();
            verified = true;
        } else if (!roles.has(Component.TASK)) {
            verification.start();
        }
    }

    private boolean verify() {
        List<TopicDifference> now = cluster.differences(declarations.all());
        verified = verified || now.stream().noneMatch(TopicDifference::isHarmful);
        tell(now);
        found = now;
        return verified;
    }

    private void tell(List<TopicDifference> now) {
        List<TopicDifference> before = Objects.requireNonNullElse(found, List.of());
        if (now.equals(before)) {
            return;
        }
        if (now.isEmpty()) {
            LOG.info("Topics are as they are declared");
        } else {
            LOG.warnf(
                    "Topics are not as they are declared%s: %s",
                    verified ? "" : ", and Sluice is not ready",
                    now.stream().map(TopicDifference::text).collect(Collectors.joining("; ")));
        }
    }
}
