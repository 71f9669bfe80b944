package dev.sluice.operations.topic;

import dev.sluice.role.ActiveRoles;
import dev.sluice.role.Role;
import dev.sluice.runtime.BackgroundRetry;
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

    private final Declarations declarations;
    private final ClusterTopics cluster;
    private final TopicDefaultsConfig config;
    private final ActiveRoles roles;
    private final BackgroundRetry.Task verification;
    private volatile @Nullable List<Difference> found;
    private volatile boolean verified;

    TopicVerification(
            Declarations declarations,
            ClusterTopics cluster,
            TopicDefaultsConfig config,
            ActiveRoles roles,
            MeterRegistry meters,
            BackgroundRetry retry) {
        this.declarations = declarations;
        this.cluster = cluster;
        this.config = config;
        this.roles = roles;
        Duration every = config.verifyEvery();
        this.verification = retry.every(
                every, "Topic verification", every.compareTo(UNVERIFIED) < 0 ? every : UNVERIFIED, this::verify);
        gauge(meters, true);
        gauge(meters, false);
    }

    private void gauge(MeterRegistry meters, boolean harmful) {
        Gauge.builder("sluice.topic.differences", () -> count(harmful))
                .description("Differences between the topics and what is declared")
                .tag("harmful", Boolean.toString(harmful))
                .register(meters);
    }

    private long count(boolean harmful) {
        return Objects.requireNonNullElse(found, List.<Difference>of()).stream()
                .filter(difference -> difference.isHarmful() == harmful)
                .count();
    }

    /** Whether there was no harmful difference once; there may be some now. */
    boolean isVerified() {
        return verified;
    }

    /** What was found last; null before the first time. */
    @Nullable
    List<Difference> found() {
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
        } else if (!roles.has(Role.TASK)) {
            verification.start();
        }
    }

    private boolean verify() {
        List<Difference> now = cluster.differences(declarations.all());
        verified = verified || now.stream().noneMatch(Difference::isHarmful);
        tell(now);
        found = now;
        return verified;
    }

    private void tell(List<Difference> now) {
        List<Difference> before = Objects.requireNonNullElse(found, List.of());
        if (now.equals(before)) {
            return;
        }
        if (now.isEmpty()) {
            LOG.info("Topics are as they are declared");
        } else {
            LOG.warnf(
                    "Topics are not as they are declared%s: %s",
                    verified ? "" : ", and Sluice is not ready",
                    now.stream().map(Difference::text).collect(Collectors.joining("; ")));
        }
    }
}
