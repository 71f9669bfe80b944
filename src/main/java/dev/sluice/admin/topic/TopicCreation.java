package dev.sluice.admin.topic;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.List;

/** Creates the declared topics that the cluster lacks, at start, in dev and test. */
@ApplicationScoped
class TopicCreation {

    private final TopicSpecs declarations;
    private final TopicAdminConfig config;
    private final TopicReconciler application;

    TopicCreation(TopicSpecs declarations, TopicAdminConfig config, TopicReconciler application) {
        this.declarations = declarations;
        this.config = config;
        this.application = application;
    }

    /** Before the channels open: a consumer that finds no topic looks again after minutes only. */
    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE + 10) StartupEvent event) {
        if (!config.create()) {
            return;
        }
        List<String> faults = application.apply(declarations.all(), TopicDifference.Missing.class::isInstance);
        if (!faults.isEmpty()) {
            throw new IllegalStateException("Topics cannot be created: " + String.join("; ", faults));
        }
    }
}
