package dev.sluice.admin.topic;

import dev.sluice.runtime.InitTask;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.util.List;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Brings the topics in line with their declarations. In production the init process does so, without losing
 * anything. In dev and test ({@code sluice.admin.topics.create}), each start creates the missing topics.
 */
@Singleton
class TopicsInit implements InitTask {

    private final TopicSpecs specs;
    private final TopicAdminConfig config;
    private final TopicReconciler reconciler;

    TopicsInit(TopicSpecs specs, TopicAdminConfig config, TopicReconciler reconciler) {
        this.specs = specs;
        this.config = config;
        this.reconciler = reconciler;
    }

    @Override
    public String name() {
        return "topics";
    }

    @Override
    public int order() {
        return 10;
    }

    @Override
    public void run() {
        List<String> remaining;
        try {
            remaining = reconciler.reconcile(specs.all(), drift -> true);
        } catch (RetriableException e) {
            throw new IllegalStateException("Kafka did not answer: " + e.getMessage(), e);
        }
        if (!remaining.isEmpty()) {
            throw new IllegalStateException(String.join("; ", remaining));
        }
    }

    /** Runs before channels start: a consumer that does not find its topic looks again only minutes later. */
    void createMissing(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE + 10) StartupEvent event) {
        if (!config.create()) {
            return;
        }
        List<String> remaining = reconciler.reconcile(specs.all(), TopicDrift.Missing.class::isInstance);
        if (!remaining.isEmpty()) {
            throw new IllegalStateException("Topic creation failed: " + String.join("; ", remaining));
        }
    }
}
