package dev.sluice.operations.topic;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Compares the topics with what is declared, from the start on, again and again, in the background. What was found last holds
 * while Kafka does not answer.
 */
@ApplicationScoped
class TopicVerification {

    private static final Logger LOG = Logger.getLogger(TopicVerification.class);
    private static final Duration UNREADY = Duration.ofSeconds(5);

    private final Declarations declarations;
    private final ClusterTopics cluster;
    private final TopicDefaultsConfig config;
    private volatile @Nullable List<Difference> found;
    private volatile @Nullable String failure;
    private volatile boolean stopped;

    TopicVerification(Declarations declarations, ClusterTopics cluster, TopicDefaultsConfig config) {
        this.declarations = declarations;
        this.cluster = cluster;
        this.config = config;
    }

    /** What was found last; null before the first time. */
    @Nullable
    List<Difference> found() {
        return found;
    }

    /** Why it could not be found out the last time; null, if it could. */
    @Nullable
    String failure() {
        return failure;
    }

    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE + 10) StartupEvent event) {
        if (config.create()) {
            found = List.of();
        } else {
            schedule(Duration.ZERO);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
    }

    private void schedule(Duration delay) {
        if (!stopped) {
            var unused = Infrastructure.getDefaultWorkerPool()
                    .schedule(this::verify, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void verify() {
        boolean isReady = false;
        try {
            List<Difference> now = cluster.differences(declarations.all());
            tell(now);
            found = now;
            failure = null;
            isReady = now.stream().noneMatch(Difference::isHarmful);
        } catch (KafkaException e) {
            LOG.debug("The topics cannot be verified", e);
            failure = String.valueOf(e.getMessage());
        } finally {
            Duration every = config.verifyEvery();
            schedule(isReady || every.compareTo(UNREADY) < 0 ? every : UNREADY);
        }
    }

    private void tell(List<Difference> now) {
        if (!now.isEmpty() && !now.equals(found)) {
            LOG.warnf(
                    "Topics are not as they are declared%s: %s",
                    now.stream().anyMatch(Difference::isHarmful) ? ", and Sluice is not ready" : "",
                    now.stream().map(Difference::text).collect(Collectors.joining("; ")));
        }
    }
}
